package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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
 * one that brought its end; the newest of each service it keeps. Besides, it keeps the newest {@linkplain
 * DeploymentWatcherBuilder#eventLog(int) events}, for {@link #entriesAfter(EventId)}.
 *
 * <p>Safe for use by many threads. Keep it as long as the application, and {@link #dispose()} of it in the end.
 */
public final class DeploymentFeed implements Disposable {

    private static final int MOST_AT_ONCE = 10_000;

    private final FeedHub hub;
    private final Flux<DeploymentEvent> events;

    DeploymentFeed(FeedHub hub) {
        this.hub = hub;
        this.events = Backlogs.of(hub, () -> new FeedBuffer(hub.tally()));
    }

    /**
     * What the feed knows when the subscriber comes, then what is new, without a gap and without telling anything
     * twice. For each service: {@link DeploymentEvent.ServiceJoined}; its deployments as {@link DeploymentEvent.Seen}
     * of {@link Origin#SNAPSHOT}, the oldest first, behind each in flight its last {@link RolloutEvents.Progressed} and
     * what it {@linkplain RolloutEvents.AwaitingAction waits for}; its last {@link DeploymentEvent.PassCompleted}, if there
     * was one; and {@link DeploymentEvent.ServiceFailing} if it has failed since.
     *
     * <p><b>Backpressure.</b> A subscriber gets what it asks for. What it doesn't ask for in time waits, and is
     * merged: for each deployment there is one event at most, with its newest state, and {@link
     * DeploymentEvent.OfDeployment#merged()} tells how many changes it stands for besides its own. Of its progress the
     * newest waits, with the {@linkplain RolloutEvents.Progressed#stagesNotObserved() stages} between, until it is over.
     * Likewise one bookmark of each service waits, behind all that it stands for; the last word on its failures; and those
     * of the lookup, of details and of being late. Of trouble, or a wait, that began and ended unheard nothing is told.
     * Deployments that the feed forgets, or that are removed before the subscriber heard of them, are counted in one
     * {@link DeploymentEvent.Missed}. So a stalled subscriber takes no more memory than what the feed knows, and what it has
     * heard of itself, and harms nobody.
     *
     * <p><b>Threads.</b> Each subscriber gets its events one at a time on a worker of {@link Schedulers#parallel()},
     * never on the threads that poll. As always on these threads, don't block there: it holds up the subscribers that
     * share the thread, though never the polling. Use {@code publishOn(Schedulers.boundedElastic(), 1)}.
     *
     * <p><b>Reset.</b> Should the feed's {@linkplain FeedStore store} have lost events, {@link DeploymentEvent.Reset} comes in the
     * place of what waits, and what is known then. While the store can't be reached, that is told as {@link
     * FeedEvents.StoreFailing}, and what is new waits.
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
     * Like {@link #entriesAfter(EventId)} for somebody who knows nothing: begins with {@link DeploymentEvent.Reset} and a
     * snapshot.
     *
     * @return as there
     */
    public Flux<FeedEntry> entries() {
        return Backlogs.of(hub, () -> new FeedReader(null));
    }

    /**
     * What the feed has told behind an event, each with its {@link EventId}, and one by one: nothing is merged. The feed keeps
     * the newest {@linkplain DeploymentWatcherBuilder#eventLog(int) events} in a log, which all read, each at its own place.
     *
     * <p>If the log reaches back to that event, and is the one that it was in, the flux begins with what followed, without
     * loss and without repetition. Otherwise it begins with {@link DeploymentEvent.Reset} and a snapshot: the last word on
     * each service, deployment and trouble, in the order in which they were spoken, with their ids; deployments as {@link
     * DeploymentEvent.Seen} of {@link Origin#SNAPSHOT}. Where a rollout has told of itself and the status has changed since,
     * that is of the status before, and the change follows. {@link DeploymentEvent.Live} follows when all has been told
     * that was known, and each service has been read. Without a store the log lives as long as the feed.
     *
     * <p>A {@link DeploymentEvent.PassCompleted} comes only behind a pass that brought news, and behind the first one after a
     * look has told of a status, so that it doesn't push news out of the log; {@link #health()} tells when each service was
     * read last.
     *
     * <p><b>Backpressure.</b> A subscriber gets what it asks for, and takes no memory but its place in the log. One that the
     * log has moved past is reset. <b>End.</b> As of {@link #events()}, but what was told before comes first, as far as it is
     * asked for. <b>Threads, cancel, calls.</b> As of {@link #events()}.
     *
     * @param last the id of the last event that was dealt with
     * @return a hot flux, that each subscriber gets from there on; subscribed to after {@link #dispose()}, it fails with an
     *     {@link IllegalStateException}
     */
    public Flux<FeedEntry> entriesAfter(EventId last) {
        Objects.requireNonNull(last, "last");
        return Backlogs.of(hub, () -> new FeedReader(last));
    }

    /**
     * Like {@link #entriesAfter(EventId)} for whoever writes them out: each element is what is at hand when it is asked for, so
     * that it can be written, and flushed, at once.
     *
     * @param last the id of the last event that was dealt with; {@code null} if none was, as of {@link #entries()}
     * @param most how many entries an element holds at most: 1 to 10,000
     * @return the same entries as there, one or more an element; a demand of 1 is an element. Each list is the subscriber's own.
     * @throws IllegalArgumentException if {@code most} is outside that range
     */
    public Flux<List<FeedEntry>> batchesAfter(@Nullable EventId last, int most) {
        if (most < 1 || most > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "most is " + most + ", but it counts the entries of a batch: write 1 to 10,000, such as 100");
        }
        return Backlogs.of(hub, () -> new EntryBatches(last, most));
    }

    /**
     * The events of {@link #entriesAfter(EventId)} without their ids.
     *
     * @param last the id of the last event that was dealt with
     * @return as there
     */
    public Flux<DeploymentEvent> eventsAfter(EventId last) {
        return entriesAfter(last).map(FeedEntry::event);
    }

    /**
     * Hands each event to a handler, on one replica at a time, in order, and at least once. Where it has come to is kept in the
     * {@linkplain FeedStore store}, so that another replica goes on there if this one dies, or after a restart.
     *
     * <pre>{@code
     * Disposable slack = feed.consume("slack", event -> post(event));
     * }</pre>
     *
     * <p>The first time, and whenever the log doesn't reach back to that place any more, it begins with {@link
     * DeploymentEvent.Reset} and a snapshot, as {@link #entries()} does. What was dealt with shortly before a replica died may come
     * again: let the handler do the same thing twice without harm, or tell by the event whether it has. Should the store lose the
     * lease itself, as Redis may in a failover, two replicas deal with events until the first one notices, after seven seconds at
     * most.
     *
     * <p><b>Errors.</b> An event whose handler fails is handed to it again, after a pause that grows up to {@link
     * DeploymentWatcherBuilder#backoff(Duration, Duration) maxBackoff}, for ever: later events wait behind it, while the feed
     * and other consumers go on. {@link FeedHealth#consumers()} tells which event it is and why. To leave one out, complete.
     *
     * <p><b>Calls.</b> A consumer counts as a subscriber on the replica that deals with the events. It claims a lease of its own as
     * the one who polls does, and notes its place after each event, or less often where events come faster than the store
     * answers. With a feed that has no store it begins anew with each process.
     *
     * @param name names the consumer among all replicas: 1 to 64 letters, digits, {@code -}, {@code _} or {@code .}
     * @param handler makes what deals with one event, and is done when that completes; called one at a time, on threads that
     *     mustn't be blocked for long
     * @return ends it here, which gives another replica the turn; what the handler is at is cancelled. So does the end of
     *     the feed.
     * @throws IllegalArgumentException at once, for another name, or for one that is in use in this process
     */
    public Disposable consume(String name, Function<? super DeploymentEvent, ? extends Publisher<?>> handler) {
        return hub.consumers().add(name, handler, this);
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
     * How often a service with nothing in flight is polled, or looked at by a {@linkplain
     * DeploymentWatcherBuilder#detector(ServiceFingerprints) detector}: news is late from twice that {@linkplain
     * FeedHealth#lag() lag} on.
     *
     * @return as the watcher was built
     */
    public Duration idleInterval() {
        return hub.idleInterval();
    }

    /**
     * Whether it is on a {@linkplain FeedStore store} that replicas share, so that one polls for all.
     *
     * @return {@code false} for a feed that was made without one, and polls whatever others do
     */
    public boolean isShared() {
        return hub.isShared();
    }

    /**
     * Stops polling, aborts the calls under way, and completes all subscribers, whatever they have asked for; what
     * waits for them is discarded. Doesn't block. Another time it does nothing.
     */
    @Override
    public void dispose() {
        hub.dispose().subscribe();
    }

    /**
     * Likewise, for those who want to know when another replica may poll: an application that shuts down waits for it, a second
     * at most, before it closes the client of the {@linkplain FeedStore store}.
     *
     * @return stops the feed when it is subscribed to, and completes when the lease has been given back, or couldn't be; at
     *     once if it isn't this replica that polls
     */
    public Mono<Void> disposeLater() {
        return Mono.defer(hub::dispose);
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
    private static final class Backlogs<T> extends Flux<T> implements Scannable {

        private final FeedHub hub;
        private final Supplier<Backlog<T>> backlogs;

        private Backlogs(FeedHub hub, Supplier<Backlog<T>> backlogs) {
            this.hub = hub;
            this.backlogs = backlogs;
        }

        static <T> Flux<T> of(FeedHub hub, Supplier<Backlog<T>> backlogs) {
            return onAssembly(new Backlogs<>(hub, backlogs));
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> actual) {
            FeedSubscription<T> subscription =
                    new FeedSubscription<>(actual, backlogs.get(), hub::leave, Schedulers.parallel());
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
