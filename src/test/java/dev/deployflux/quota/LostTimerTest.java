package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A scheduler that is shut down takes its timers along without a word: the next call has those rung for who wait. */
class LostTimerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private HandScheduler scheduler = new HandScheduler();
    private final List<String> started = new ArrayList<>();

    @AfterEach
    void backToRealTime() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aTimerOfASchedulerThatWasReplacedIsNotReliedOn() {
        Bucket bucket = new Bucket(Limits.of(1, 1), () -> scheduler);
        subscribe(bucket, "first", "second");
        HandScheduler before = scheduler;

        scheduler = new HandScheduler();
        subscribe(bucket, "third");
        scheduler.advance(SECOND.multipliedBy(2));

        assertThat(started).containsExactly("first", "second", "third");
        assertThat(before.timers()).as("those that nobody needs").isZero();
    }

    @Test
    void aTimerThatIsOverdueIsNotReliedOn() {
        Bucket bucket = new Bucket(Limits.of(2, 1), () -> scheduler);
        subscribe(bucket, "first", "second", "third", "fourth");
        assertThat(scheduler.timers()).isEqualTo(1);

        scheduler.loseTimers();
        scheduler.advance(SECOND.plusNanos(1));
        subscribe(bucket, "fifth");
        scheduler.advance(SECOND.multipliedBy(3));

        assertThat(started).containsExactly("first", "second", "third", "fourth", "fifth");
    }

    @Test
    void aTimerThatWillRingIsNotSetAgain() {
        Bucket bucket = new Bucket(Limits.of(1, 1), () -> scheduler);
        subscribe(bucket, "first", "second");

        List<Disposable> waiters = subscribe(bucket, "third", "fourth");
        waiters.forEach(Disposable::dispose);

        assertThat(scheduler.timersEver()).isEqualTo(1);
    }

    @Test
    void whoWaitedInVirtualTimeIsServedAfterIt() {
        VirtualTimeScheduler.set(VirtualTimeScheduler.create());
        Bucket bucket = new Bucket(Limits.of(1, 1), Schedulers::boundedElastic);
        subscribe(bucket, "first", "second");
        VirtualTimeScheduler.reset();

        VirtualTimeScheduler after = VirtualTimeScheduler.set(VirtualTimeScheduler.create());
        subscribe(bucket, "third");
        after.advanceTimeBy(SECOND.multipliedBy(2));

        assertThat(started).containsExactly("first", "second", "third");
    }

    @Test
    void whoWaitsIsToldThatTheSchedulerIsDisposedOf() {
        VirtualTimeScheduler ofOthers = VirtualTimeScheduler.set(VirtualTimeScheduler.create());
        VirtualTimeScheduler own = VirtualTimeScheduler.create();
        Bucket bucket = new Bucket(Limits.of(1, 1), () -> own);
        List<Throwable> errors = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            Permit.pace(bucket, Mono.fromRunnable(() -> started.add(name))).subscribe(any -> {}, errors::add);
        }

        own.dispose();
        ofOthers.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(started).containsExactly("first");
        assertThat(errors).hasSize(2).allSatisfy(error -> assertThat(error)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("disposed of"));
        assertThat(bucket.state().waiting()).isZero();
    }

    private List<Disposable> subscribe(Bucket bucket, String... names) {
        return List.of(names).stream()
                .map(name -> Permit.pace(bucket, Mono.fromRunnable(() -> started.add(name)))
                        .subscribe())
                .toList();
    }
}
