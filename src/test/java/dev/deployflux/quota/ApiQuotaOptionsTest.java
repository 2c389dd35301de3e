package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the options of a quota change: its buckets, its scheduler, and that there may be none. */
class ApiQuotaOptionsTest {

    private final List<String> started = new ArrayList<>();

    @Test
    void unlimitedReturnsTheCallItself() {
        Mono<String> call = Mono.just("answer");

        assertThat(ApiQuota.unlimited().pace(SERVICES, call)).isSameAs(call);
        assertThat(ApiQuota.unlimited().state(SERVICES))
                .usingRecursiveComparison()
                .isEqualTo(new QuotaState(Double.POSITIVE_INFINITY, Integer.MAX_VALUE, 0));
    }

    /** Whole picoseconds for each permit would make 14.999999999925 of 15. */
    @Test
    void theRateIsToldAsItWasMeant() {
        ApiQuota quota = ApiQuota.builder()
                .leaveForOthers(0.25)
                .bucket(ApiBucket.CLUSTERS, 50, 28)
                .build();

        assertThat(quota.state(SERVICES).permittedPerSecond()).isEqualTo(15);
        assertThat(quota.state(ApiBucket.CLUSTERS).permittedPerSecond()).isEqualTo(21);
        assertThat(Level.full(Limits.of(1, 7), 0).drop().perSecond()).isEqualTo(4.9);
    }

    @Test
    void aSchedulerThatRefusesFailsTheWaitersAndKeepsThePermits() {
        ApiQuota immediate = ApiQuota.builder()
                .bucket(SERVICES, 1, 1)
                .scheduler(Schedulers.immediate()) // can't delay
                .build();
        Sinks.One<String> answer = Sinks.one();
        Disposable holder = immediate.pace(SERVICES, answer.asMono()).subscribe();
        AtomicInteger failures = new AtomicInteger();
        // No timer while the only permit is in use, as no time would bring another.
        immediate.pace(SERVICES, answer("a")).subscribe(a -> {}, error -> {
            assertThat(error).isInstanceOf(RejectedExecutionException.class);
            failures.incrementAndGet();
        });
        assertThat(failures).hasValue(0);

        holder.dispose();

        assertThat(failures).hasValue(1);
        StepVerifier.create(immediate.pace(SERVICES, answer("b"))).verifyError(RejectedExecutionException.class);
        assertThat(started).isEmpty();
        assertThat(immediate.state(SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(1, 0, 0));
    }

    @Test
    void theDefaultSchedulerFollowsVirtualTime() {
        ApiQuota before = ApiQuota.builder().bucket(SERVICES, 1, 0.01).build();
        StepVerifier.withVirtualTime(() -> Flux.range(0, 3).flatMap(i -> before.pace(SERVICES, Mono.just(i))))
                .expectNext(0)
                .expectNoEvent(Duration.ofSeconds(100))
                .expectNext(1)
                .thenAwait(Duration.ofSeconds(100))
                .expectNext(2)
                .verifyComplete();
    }

    @Test
    void aSchedulerThatRunsTasksOnTheSpotGrowsNoStack() {
        VirtualTimeScheduler onTheSpot = VirtualTimeScheduler.create();
        ApiQuota fast = ApiQuota.builder()
                .bucket(SERVICES, 10_000, 10_000)
                .scheduler(onTheSpot)
                .build();
        AtomicInteger answers = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            fast.pace(SERVICES, Mono.just(i)).subscribe(answer -> answers.incrementAndGet());
        }
        onTheSpot.advanceTimeBy(Duration.ofSeconds(9));

        assertThat(answers).hasValue(100_000);
    }

    private Mono<String> answer(String name) {
        return Mono.fromCallable(() -> {
            started.add(name);
            return name;
        });
    }
}
