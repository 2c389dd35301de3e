package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A watch that many share: one polls, all get the events. Made by {@link DeploymentWatcher#feed}.
 *
 * <pre>{@code
 * DeploymentFeed feed = watcher.feed(deployments.services("prod"));
 * feed.events().subscribe(dashboard); // the first subscriber starts the polling
 * feed.events().subscribe(pager);     // begins with what the feed knows
 * }</pre>
 *
 * <p><b>Calls.</b> Those of one {@linkplain DeploymentWatcher#watch watch}, however many subscribers there are and
 * whatever they ask for; none while there is no subscriber, after the {@linkplain DeploymentWatcherBuilder#grace grace
 * time}. A feed that begins again goes on where it was: what happened meanwhile it tells, as far as ECS still lists
 * it. Subscribers' contexts don't reach the calls, which are nobody's in particular.
 *
 * <p><b>Memory.</b> The feed forgets a deployment that is over and older than
 * {@link DeploymentWatcherBuilder#since(Duration) since}, at the end of the next pass or later after the
 * one that brought its end; the newest of each service it keeps.
 *
 * <p>Safe for use by many threads. Keep it as long as the application, and {@link #dispose()} of it in the end.
 */
public final class DeploymentFeed implements Disposable {

    private final FeedHub hub;
    private final Flux<DeploymentEvent> events;

    DeploymentFeed(FeedHub hub) {
        this.hub = hub;
        this.events = Events.of(hub);
    }

    /**
     * What the feed knows when the subscriber comes, then what is new, without a gap and without telling anything
     * twice. For each service: {@link DeploymentEvent.ServiceJoined}; its deployments as {@link DeploymentEvent.Seen}
     * of {@link Origin#SNAPSHOT}, the oldest first; its last {@link DeploymentEvent.PassCompleted}, if there was one;
     * and {@link DeploymentEvent.ServiceFailing} if it has failed since.
     *
     * <p><b>Backpressure.</b> A subscriber gets what it asks for. What it doesn't ask for in time waits, and is
     * merged: for each deployment there is one event at most, with its newest state, and {@link
     * DeploymentEvent.OfDeployment#merged()} tells how many changes it stands for besides its own. Likewise one
     * bookmark of each service waits, behind all that it stands for; the last word on its failures; and those of the
     * lookup and of being late. Of trouble that began and ended unheard nothing is told. Deployments that the feed
     * forgets, or that are removed before the subscriber heard of them, are counted in one {@link
     * DeploymentEvent.Missed}. So a stalled subscriber takes no more memory than what the feed knows, and what it has
     * heard of itself, and harms nobody.
     *
     * <p><b>Threads.</b> Each subscriber gets its events one at a time on a worker of {@link Schedulers#parallel()},
     * never on the threads that poll. As always on these threads, don't block there: it holds up the subscribers that
     * share the thread, though never the polling. Use {@code publishOn(Schedulers.boundedElastic(), 1)}.
     *
     * <p><b>End.</b> {@link #dispose()} completes the flux. Should the polling end, which only a scheduler that runs
     * nothing can cause, every subscriber gets the error, and the next one starts it anew. Both come at once, and
     * discard what waits. <b>Cancel</b> discards what waits; when the last subscriber leaves, the polling stops after
     * the grace time.
     *
     * @return a hot flux, the same for all; subscribed to after {@link #dispose()}, it fails with an
     *     {@link IllegalStateException}
     */
    public Flux<DeploymentEvent> events() {
        return events;
    }

    /**
     * How the feed is now. Makes no call.
     *
     * @return what doesn't change any more
     */
    public FeedHealth health() {
        return hub.health();
    }

    /**
     * How far back the feed looks, for those who forget what it forgets: at each bookmark, the deployments that are over
     * and were created longer before its {@link DeploymentEvent.PassCompleted#windowEnd()}, except the newest.
     *
     * @return what {@link DeploymentWatcherBuilder#since(Duration)} was given
     */
    public Duration since() {
        return hub.since();
    }

    /**
     * Stops polling, aborts the calls under way, and completes all subscribers, whatever they have asked for; what
     * waits for them is discarded. Doesn't block. Another time it does nothing.
     */
    @Override
    public void dispose() {
        hub.dispose();
    }

    /**
     * Whether it has been disposed of.
     *
     * @return {@code true} from then on
     */
    @Override
    public boolean isDisposed() {
        return hub.isDisposed();
    }

    /** How many events wait for each subscriber, in the order in which they came. */
    List<Integer> pending() {
        return hub.pending();
    }

    /** Subscriptions are made here; {@link FeedSubscription} says why no operator could. */
    private static final class Events extends Flux<DeploymentEvent> implements Scannable {

        private final FeedHub hub;

        private Events(FeedHub hub) {
            this.hub = hub;
        }

        static Flux<DeploymentEvent> of(FeedHub hub) {
            return onAssembly(new Events(hub));
        }

        @Override
        public void subscribe(CoreSubscriber<? super DeploymentEvent> actual) {
            FeedSubscription subscription = new FeedSubscription(actual, hub, Schedulers.parallel());
            actual.onSubscribe(subscription);
            hub.join(subscription);
        }

        @Override
        @SuppressWarnings("rawtypes") // Scannable's own signature
        public @Nullable Object scanUnsafe(Attr key) {
            return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
        }
    }
}
