package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import reactor.core.publisher.Mono;

/** Whoever is alone with a bucket is never turned away by ECS's, and gets what it gives. */
class ServerBucketPropertyTest {

    @Property(tries = 400)
    void noCallFindsAnEmptyBucket(
            @ForAll @IntRange(min = 1, max = 60) int burst,
            @ForAll @IntRange(min = 1, max = 50) int perSecond,
            @ForAll @IntRange(min = 1, max = 80) int callers,
            @ForAll @IntRange(min = 1, max = 5_000) int longestMillis,
            @ForAll long seed) {
        Random random = new Random(seed);
        Account account = new Account(burst, perSecond, () -> millis(random.nextInt(longestMillis)));
        // A mixed pace, now and then a pause in which the bucket fills.
        LongSupplier pause = () -> random.nextInt(10) > 0 ? 0 : millis(random.nextInt(3_000));

        for (int i = 0; i < callers; i++) {
            account.callForEver(pause);
        }
        account.scheduler.advance(Duration.ofSeconds(30));

        assertThat(account.server.arrivals()).isPositive();
    }

    @Property(tries = 200)
    void aBusyCallerGetsNearlyAllThereIs(
            @ForAll @IntRange(min = 2, max = 100) int burst,
            @ForAll @IntRange(min = 1, max = 50) int perSecond,
            @ForAll long seed) {
        Random random = new Random(seed);
        int longest = 500 / perSecond; // half the time that a permit takes
        Account account = new Account(burst, perSecond, () -> millis(random.nextInt(longest) / 2));

        for (int i = 0; i < burst + 3; i++) {
            account.callForEver(() -> 0);
        }
        account.scheduler.advance(Duration.ofSeconds(60));

        assertThat(account.server.arrivals()).isBetween((burst + perSecond * 60) * 95 / 100, burst + perSecond * 60);
    }

    private static long millis(int millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** A quota, and the bucket of ECS behind it, to which a call takes the given time, and from which it takes as long. */
    private static final class Account {
        private final HandScheduler scheduler = new HandScheduler(-1_000_000_000_000L);
        private final ServerBucket server;
        private final ApiQuota quota;
        private final LongSupplier way;

        Account(int burst, int perSecond, LongSupplier way) {
            this.server = new ServerBucket(burst, perSecond, scheduler.nanos());
            this.quota = ApiQuota.builder()
                    .bucket(ApiBucket.SERVICES, burst, perSecond)
                    .scheduler(scheduler)
                    .build();
            this.way = way;
        }

        void callForEver(LongSupplier pause) {
            quota.pace(
                            ApiBucket.SERVICES,
                            Mono.<String>create(answer -> after(way.getAsLong(), () -> {
                                server.arrive(scheduler.nanos());
                                after(way.getAsLong(), () -> answer.success("answer"));
                            })))
                    .subscribe(answer -> after(pause.getAsLong(), () -> callForEver(pause)));
        }

        private void after(long nanos, Runnable step) {
            scheduler.schedule(step, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
