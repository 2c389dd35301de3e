package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.SchedulerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A scheduler that can't begin a thread costs no permit, and leaves nobody to wait in silence. A bucket of one. */
class OutOfThreadsTest {

    private enum Lacking {
        NOTHING,
        STARTS,
        TIMERS,
        ROOM,
        ALL
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HandScheduler time = new HandScheduler();
    private final Scheduler scheduler = new Threads();
    private Lacking lacking = Lacking.NOTHING;
    private final Bucket bucket = new Bucket(Limits.of(1, 1), this::scheduler);
    private final Sinks.One<String> firstAnswer = Sinks.one();
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void aCallThatCantBeStartedFailsAndTheNextHasItsPermit() {
        subscribe("first", "second");
        lacking = Lacking.STARTS;
        time.ringUntil(SECOND.toNanos());
        assertThat(heard).containsExactly("first", "second refused");

        lacking = Lacking.NOTHING;
        subscribe("third");

        assertThat(heard).containsExactly("first", "second refused", "third");
    }

    @Test
    void whoCantBeRungForFailsAndLaterCallsWaitAsEver() {
        subscribe("first");
        lacking = Lacking.TIMERS;
        subscribe("second");
        assertThat(heard).containsExactly("first", "second refused");
        assertThat(bucket.state().waiting()).isZero();

        lacking = Lacking.NOTHING;
        subscribe("third");
        time.advance(SECOND);

        assertThat(heard).containsExactly("first", "second refused", "third");
    }

    @Test
    void aCallIsChargedEvenIfNoClockCanBeHad() {
        subscribe(pace(firstAnswer.asMono()), "first");
        subscribe("second");

        lacking = Lacking.ALL;
        firstAnswer.tryEmitValue("answer").orThrow();
        lacking = Lacking.NOTHING;

        assertThat(heard).containsExactlyInAnyOrder("first", "second refused");
        assertThat(bucket.state()).usingRecursiveComparison().isEqualTo(new QuotaState(1, 0, 0));
        time.advance(SECOND);
        assertThat(bucket.state()).usingRecursiveComparison().isEqualTo(new QuotaState(1, 1, 0));
    }

    @Test
    void aSubscriberThatThrowsKeepsTheRefusalFromNobody() {
        refuseAmongOthersOneWhoThrows();

        assertThat(heard).containsExactlyInAnyOrder("first", "third refused", "fourth refused");
    }

    @Test
    void aHookThatThrowsNeitherKeepsItFromAnybodyNorStopsTheBucket() {
        Hooks.onErrorDropped(error -> {
            throw new IllegalStateException("thrown by a hook", error);
        });
        refuseAmongOthersOneWhoThrows();
        assertThat(heard).containsExactlyInAnyOrder("first", "third refused", "fourth refused");

        lacking = Lacking.NOTHING;
        subscribe("fifth");
        time.advance(SECOND);

        assertThat(heard).contains("fifth");
    }

    private void refuseAmongOthersOneWhoThrows() {
        subscribe(pace(firstAnswer.asMono()), "first");
        pace(Mono.just("second")).subscribe(new Throwing());
        subscribe("third", "fourth");

        lacking = Lacking.ROOM;
        firstAnswer.tryEmitValue("answer").orThrow();
    }

    private Scheduler scheduler() {
        if (lacking == Lacking.ALL) {
            throw outOfThreads();
        }
        return scheduler;
    }

    private static OutOfMemoryError outOfThreads() {
        return new OutOfMemoryError("unable to create native thread");
    }

    private <T> Mono<T> pace(Mono<T> call) {
        return Permit.pace(bucket, call);
    }

    private void subscribe(String... names) {
        for (String name : names) {
            subscribe(pace(Mono.just(name)), name);
        }
    }

    private void subscribe(Mono<String> call, String name) {
        call.subscribe(answer -> heard.add(name), error -> {
            assertThat(error).isInstanceOf(RejectedExecutionException.class);
            heard.add(name + " refused");
        });
    }

    private final class Threads extends SchedulerDecorator {
        Threads() {
            super(time);
        }

        @Override
        public Disposable schedule(Runnable task) {
            if (lacking == Lacking.STARTS) {
                throw outOfThreads();
            }
            return super.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            if (lacking == Lacking.TIMERS) {
                throw outOfThreads();
            }
            if (lacking == Lacking.ROOM) {
                throw new RejectedExecutionException("the queue is full");
            }
            return super.schedule(task, delay, unit);
        }
    }

    /** One that breaks the rules. */
    private static final class Throwing implements CoreSubscriber<String> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(String answer) {}

        @Override
        public void onError(Throwable error) {
            throw new IllegalStateException("thrown by a subscriber", error);
        }

        @Override
        public void onComplete() {}
    }
}
