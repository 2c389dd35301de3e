package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * One subscriber of a feed that tells nothing but what the actors have it tell, and whose worker is the thread of whoever
 * wakes it. An overlap of signals spoils the outcome.
 */
abstract class FeedRace implements CoreSubscriber<DeploymentEvent> {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final int OVERLAP = 1_000;

    private final AtomicInteger signalling = new AtomicInteger();
    private final AtomicInteger discarded = new AtomicInteger();
    private volatile boolean overlapped;
    private int changes;
    private int events;
    int ends;

    private final FeedHub hub = new FeedHub(
            () -> {
                throw new IllegalStateException("nobody joins");
            },
            new WatchOptions(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    0,
                    Duration.ofDays(1),
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    1,
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Schedulers.immediate(),
                    Schedulers.immediate(),
                    InstantSource.system(),
                    () -> 0,
                    Listeners.NONE,
                    Exclusions.NONE));

    final FeedSubscription subscription = new FeedSubscription(this, hub, Schedulers.immediate());

    private static ServiceDeploymentBrief row(String status) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn("a")
                .status(status)
                .build();
    }

    void tellSeen() {
        tell(new DeploymentEvent.Seen(WEB, row("PENDING"), Origin.LIVE, List.of(), 0));
    }

    void tellChanged() {
        tell(new DeploymentEvent.Changed(WEB, row("PENDING"), row("SUCCESSFUL"), List.of(), 0));
    }

    private void tell(DeploymentEvent event) {
        subscription.add(List.of(event), List.of());
        subscription.wake();
    }

    int events() {
        return overlapped ? OVERLAP : events;
    }

    /** Events, and those that they stand for. */
    int changes() {
        return changes;
    }

    int waitingOrDiscarded() {
        return subscription.pending() + discarded.get();
    }

    @Override
    public Context currentContext() {
        return Operators.enableOnDiscard(Context.empty(), event -> discarded.incrementAndGet());
    }

    @Override
    public void onSubscribe(Subscription s) {}

    @Override
    public void onNext(DeploymentEvent event) {
        if (signalling.getAndIncrement() != 0) {
            overlapped = true;
        }
        events++;
        changes += 1 + ((DeploymentEvent.OfDeployment) event).merged();
        signalling.getAndDecrement();
    }

    @Override
    public void onError(Throwable error) {
        onComplete();
    }

    @Override
    public void onComplete() {
        if (signalling.get() != 0) {
            overlapped = true;
        }
        ends++;
    }
}
