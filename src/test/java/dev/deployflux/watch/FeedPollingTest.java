package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** When a feed polls: from its first subscriber on, until a grace time after the last; and how it ends. */
class FeedPollingTest extends FeedScene {

    @Test
    void pollsOnForTheGraceTimeAndThenNoMore() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        Listener listener = listen();

        listener.cancel();
        prod.pass(GRACE.minusSeconds(1));
        assertThat(feed.health().polling()).isTrue();
        prod.pass(SECOND);
        assertThat(feed.health().polling()).isFalse();
        int calls = prod.calls();
        assertThat(calls).isEqualTo(4);

        prod.pass(Duration.ofHours(1));
        assertThat(prod.calls()).isEqualTo(calls);
    }

    @Test
    void whoComesBackWithinTheGraceTimeKeepsItPolling() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        for (int i = 0; i < 5; i++) {
            listen().cancel();
            prod.pass(GRACE.minusSeconds(2));
            assertThat(feed.health().polling()).isTrue();
        }
        listen();
        prod.pass(GRACE.multipliedBy(2));

        assertThat(feed.health().polling()).isTrue();
    }

    @Test
    void withoutGraceTheCallUnderWayIsAbortedAtOnce() {
        feed = feed(prod.watcher().grace(Duration.ZERO));
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        Listener listener = listen();

        listener.cancel();

        assertThat(feed.health().polling()).isFalse();
        assertThat(prod.ecs.calls().all()).singleElement().matches(call -> call.aborted());
    }

    @Test
    void aFeedThatBeginsAgainTellsWhatHappenedMeanwhile() {
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(10)));
        listen().cancel();
        prod.pass(Duration.ofMinutes(5));
        prod.service("web").deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "circuit breaker"));
        prod.pass(Duration.ofHours(2));

        Listener back = listen();

        assertThat(statuses(back)).containsExactly("Seen PENDING", "Changed SUCCESSFUL", "Seen ROLLBACK_SUCCESSFUL");
        assertThat(back.of(Seen.class)).extracting(Seen::origin).containsExactly(Origin.SNAPSHOT, Origin.LIVE);
    }

    @Test
    void disposeCompletesAllAbortsTheCallsAndRefusesOthers() {
        prod.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.hang());
        AtomicReference<String> end = new AtomicReference<>("none");
        feed.events().subscribe(event -> {}, error -> end.set("error"), () -> end.set("complete"));
        Listener stalled = listen(0);

        feed.dispose();
        feed.dispose();

        assertThat(end).hasValue("complete");
        assertThat(stalled.isDisposed()).isTrue();
        assertThat(feed.isDisposed()).isTrue();
        assertThat(feed.health().subscribers()).isZero();
        assertThat(prod.ecs.calls().all()).singleElement().matches(call -> call.aborted());
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        feed.events().subscribe(event -> {}, refusal::set);
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("disposed of");
    }

    @Test
    void anErrorOfThePollerReachesEverySubscriberAndTheNextOneBeginsAnew() {
        VirtualTimeScheduler own = VirtualTimeScheduler.create();
        feed = prod.watcher().scheduler(own).build().feed(Flux.just(ref("web")).delaySequence(SECOND, prod.time));
        List<Throwable> errors = new ArrayList<>();
        feed.events().subscribe(event -> {}, errors::add);
        feed.events().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
            }
        });
        own.dispose();
        prod.pass(SECOND);
        assertThat(errors).hasSize(2);
        assertThat(feed.health().polling()).isFalse();
        assertThat(feed.health().subscribers()).isZero();

        feed.events().subscribe(event -> {}, errors::add);

        assertThat(feed.health().ended()).isInstanceOf(RejectedExecutionException.class);
        assertThat(errors).hasSize(3).hasOnlyElementsOfType(RejectedExecutionException.class);
    }

    @Test
    void aFeedWhoseGraceNeverEndsIsDisposedOfLikeAnyOther() {
        feed = feed(prod.watcher().grace(ChronoUnit.FOREVER.getDuration()));
        listen().cancel();
        prod.pass(Duration.ofMinutes(5));
        assertThat(feed.health().polling()).isTrue();

        feed.dispose();
        int calls = prod.calls();
        prod.pass(Duration.ofMinutes(5));

        assertThat(prod.calls()).isEqualTo(calls);
    }

    @Test
    void graceMayBeZeroButNotNegative() {
        assertThatThrownBy(() -> prod.watcher().grace(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero");
    }

    @Test
    void aPublisherWhoseCancelThrowsDoesNotKeepTheFeedFromPollingAgain() {
        AtomicInteger lookups = new AtomicInteger();
        Publisher<ServiceRef> silent = subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                lookups.incrementAndGet();
            }

            @Override
            public void cancel() {
                throw new IllegalStateException("of the publisher");
            }
        });
        feed = prod.watcher().grace(Duration.ZERO).build().feed(silent);
        Hooks.onErrorDropped(thrown -> {});
        try {
            Listener first = listen();
            first.cancel();
            listen();
        } finally {
            Hooks.resetOnErrorDropped();
        }

        assertThat(feed.health().polling()).isTrue();
        assertThat(lookups).hasValue(2);
    }
}
