package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of events: what each is news of, and what it leaves behind. Of all events with the same {@link Subject} the
 * last one is what holds.
 */
enum EventKind {
    SERVICE_JOINED(ServiceJoined.class, Topic.SERVICE, Effect.STATE),
    SERVICE_LEFT(ServiceLeft.class, Topic.SERVICE, Effect.END),
    SEEN(Seen.class, Topic.DEPLOYMENT, Effect.STATE),
    CHANGED(Changed.class, Topic.DEPLOYMENT, Effect.STATE),
    REMOVED(Removed.class, Topic.DEPLOYMENT, Effect.END),
    PROGRESSED(Progressed.class, Topic.PROGRESS, Effect.STATE),
    AWAITING_ACTION(AwaitingAction.class, Topic.ACTION, Effect.TROUBLE),
    AWAITING_ENDED(AwaitingEnded.class, Topic.ACTION, Effect.END),
    PASS_COMPLETED(PassCompleted.class, Topic.PASS, Effect.STATE),
    SERVICE_FAILING(ServiceFailing.class, Topic.READING, Effect.TROUBLE),
    SERVICE_RECOVERED(ServiceRecovered.class, Topic.READING, Effect.END),
    LOOKUP_FAILING(LookupFailing.class, Topic.LOOKUP, Effect.TROUBLE),
    LOOKUP_RECOVERED(LookupRecovered.class, Topic.LOOKUP, Effect.END),
    DETAILS_FAILING(DetailsFailing.class, Topic.DETAILS, Effect.TROUBLE),
    DETAILS_RECOVERED(DetailsRecovered.class, Topic.DETAILS, Effect.END),
    DETECTOR_FAILING(DetectorFailing.class, Topic.DETECTOR, Effect.TROUBLE),
    DETECTOR_RECOVERED(DetectorRecovered.class, Topic.DETECTOR, Effect.END),
    HINTS_FAILING(HintsFailing.class, Topic.HINTS, Effect.TROUBLE),
    HINTS_RECOVERED(HintsRecovered.class, Topic.HINTS, Effect.END),
    FELL_BEHIND(FellBehind.class, Topic.PUNCTUALITY, Effect.TROUBLE),
    CAUGHT_UP(CaughtUp.class, Topic.PUNCTUALITY, Effect.END),
    STORE_FAILING(StoreFailing.class, Topic.STORE, Effect.TROUBLE),
    STORE_RECOVERED(StoreRecovered.class, Topic.STORE, Effect.END),
    MISSED(Missed.class, Topic.SUBSCRIBER, Effect.NOTE),
    RESET(Reset.class, Topic.SUBSCRIBER, Effect.NOTE),
    LIVE(Live.class, Topic.SUBSCRIBER, Effect.NOTE);

    /** What there is one last word on; in the order in which somebody who knows nothing is told. */
    enum Topic {
        SERVICE,
        DEPLOYMENT,
        PROGRESS,
        ACTION,
        PASS,
        READING,
        LOOKUP,
        DETAILS,
        DETECTOR,
        HINTS,
        PUNCTUALITY,
        STORE,
        SUBSCRIBER
    }

    enum Effect {
        /** Holds until the next word on its subject. */
        STATE,
        /** Holds likewise. Whoever hasn't heard of it needn't hear of its end. */
        TROUBLE,
        /** Leaves nothing to tell of its subject. */
        END,
        /** Concerns one subscriber at one moment. */
        NOTE
    }

    /**
     * What an event is news of.
     *
     * @param service {@code null} if it is news of the watch
     * @param arn the deployment's; {@code null} if it is news of something else
     * @param hook the id of the hook that the deployment waits for, as it may wait for several at once; {@code null} if it
     *     is news of something else
     */
    record Subject(
            Topic topic,
            @Nullable ServiceRef service,
            @Nullable String arn,
            @Nullable String hook) {

        /** The status of the deployment that this is news of. */
        Subject deployment() {
            return new Subject(Topic.DEPLOYMENT, service, arn, null);
        }
    }

    private static final Map<Class<?>, EventKind> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.type, Function.identity()));

    private final Class<? extends DeploymentEvent> type;
    final Topic topic;
    final Effect effect;

    EventKind(Class<? extends DeploymentEvent> type, Topic topic, Effect effect) {
        this.type = type;
        this.topic = topic;
        this.effect = effect;
    }

    private static EventKind of(DeploymentEvent event) {
        EventKind kind = BY_TYPE.get(event.getClass());
        if (kind == null) {
            throw new IllegalStateException(event.getClass() + " is no kind of event");
        }
        return kind;
    }

    static Effect effect(DeploymentEvent event) {
        return of(event).effect;
    }

    static Topic topic(DeploymentEvent event) {
        return of(event).topic;
    }

    static Subject subject(DeploymentEvent event) {
        Topic topic = topic(event);
        if (event instanceof OfDeployment news) {
            return new Subject(topic, news.service(), news.deployment().serviceDeploymentArn(), null);
        }
        if (event instanceof OfRollout news) {
            return new Subject(topic, news.service(), news.deployment().serviceDeploymentArn(), hook(news));
        }
        return new Subject(topic, event instanceof OfService news ? news.service() : null, null, null);
    }

    private static @Nullable String hook(OfRollout news) {
        if (news instanceof AwaitingAction awaiting) {
            return awaiting.hookId();
        }
        return news instanceof AwaitingEnded ended ? ended.action().hookId() : null;
    }
}
