package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
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
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedRow.OfDeployment;
import dev.deployflux.watch.FeedRow.OfService;
import dev.deployflux.watch.FeedRow.OfWatch;
import dev.deployflux.watch.FeedRow.PassNote;
import dev.deployflux.watch.FeedRow.RolloutMemory;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import dev.deployflux.watch.FeedRow.WaitTold;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Events of each kind and rows of each kind, with all that they may hold, or less. */
final class SeededContents {

    private final SeededShapes shapes;

    SeededContents(long seed, double filled) {
        this.shapes = new SeededShapes(seed, filled);
    }

    DeploymentEvent event(EventKind kind) {
        return switch (kind) {
            case SERVICE_JOINED -> new ServiceJoined(service());
            case SERVICE_LEFT -> new ServiceLeft(service());
            case SEEN -> new Seen(service(), shapes.brief(), one(Origin.values()), some(this::notObserved), number());
            case CHANGED -> new Changed(service(), shapes.brief(), shapes.brief(), some(this::notObserved), number());
            case REMOVED -> new Removed(service(), shapes.brief(), number());
            case PROGRESSED ->
                new Progressed(
                        service(),
                        shapes.brief(),
                        shapes.details(),
                        some(() -> one(ServiceDeploymentLifecycleStage.values())));
            case AWAITING_ACTION -> new AwaitingAction(service(), shapes.brief(), action());
            case AWAITING_ENDED -> new AwaitingEnded(service(), shapes.brief(), action(), maybe(shapes::text));
            case PASS_COMPLETED -> pass();
            case SERVICE_FAILING ->
                new ServiceFailing(service(), error(), number(), maybe(shapes::instant), duration());
            case SERVICE_RECOVERED -> new ServiceRecovered(service(), number(), maybe(shapes::instant));
            case LOOKUP_FAILING ->
                new LookupFailing(
                        error(),
                        number(),
                        duration(),
                        some(() -> new LookupFailing.Cluster(shapes.text(), error(), number())));
            case LOOKUP_RECOVERED -> new LookupRecovered(number());
            case DETAILS_FAILING -> new DetailsFailing(error(), number(), duration());
            case DETAILS_RECOVERED -> new DetailsRecovered();
            case DETECTOR_FAILING -> new DetectorFailing(error(), number(), duration());
            case DETECTOR_RECOVERED -> new DetectorRecovered();
            case HINTS_FAILING -> new HintsFailing(error(), number(), duration());
            case HINTS_RECOVERED -> new HintsRecovered(number());
            case FELL_BEHIND -> new FellBehind(duration(), duration(), number());
            case CAUGHT_UP -> new CaughtUp(number());
            case STORE_FAILING -> new StoreFailing(error(), duration());
            case STORE_RECOVERED -> new StoreRecovered();
            case MISSED -> new Missed(shapes.random().nextLong());
            case RESET -> new Reset(shapes.text());
            case LIVE -> new Live(number());
        };
    }

    /** One of each class that a row may be of. */
    FeedRow row(Class<?> type) {
        if (type == OfDeployment.class) {
            return new OfDeployment(
                    id(),
                    service(),
                    maybe(this::entry),
                    some(this::entry),
                    some(this::entry),
                    maybe(this::ofDeployment));
        } else if (type == OfService.class) {
            return new OfService(id(), service(), some(this::entry), shapes.isFilled(), maybe(this::ofService));
        } else if (type == OfWatch.class) {
            return new OfWatch(id(), some(this::entry), maybe(this::lookup));
        } else if (type == PassNote.class) {
            return new PassNote(id(), pass());
        } else if (type == LookupNote.class) {
            return lookup();
        }
        throw new AssertionError("Teach this how to make a " + type);
    }

    private FeedEntry entry() {
        return new FeedEntry(id(), event(one(EventKind.values())));
    }

    private DeploymentMemory ofDeployment() {
        return new DeploymentMemory(shapes.brief(), Set.copyOf(some(shapes::text)), maybe(this::rollout));
    }

    private RolloutMemory rollout() {
        return new RolloutMemory(
                new RolloutProgress(
                        maybe(shapes::text),
                        maybe(this::number),
                        maybe(this::number),
                        maybe(() -> 0.1),
                        maybe(() -> Double.NaN),
                        maybe(this::number),
                        maybe(() -> 0),
                        some(shapes::text)),
                shapes.isFilled(),
                maybe(shapes::instant),
                some(this::action),
                some(() -> new WaitTold(shapes.text(), maybe(shapes::instant))));
    }

    private ServiceMemory ofService() {
        return new ServiceMemory(
                shapes.instant(),
                shapes.instant(),
                shapes.isFilled(),
                maybe(shapes::instant),
                number(),
                number(),
                maybe(shapes::instant));
    }

    private LookupNote lookup() {
        return new LookupNote(id(), shapes.instant(), shapes.instant(), number());
    }

    private PassCompleted pass() {
        return new PassCompleted(
                service(),
                shapes.random().nextLong(),
                shapes.instant(),
                duration(),
                number(),
                number(),
                shapes.instant());
    }

    private AwaitedAction action() {
        return new AwaitedAction(
                shapes.text(),
                shapes.text(),
                maybe(shapes::text),
                maybe(shapes::instant),
                maybe(shapes::instant),
                maybe(() -> one(DeploymentLifecycleHookAction.values())));
    }

    private NotObserved notObserved() {
        return new NotObserved(one(ServiceDeploymentStatus.values()), maybe(shapes::instant));
    }

    private Throwable error() {
        return new TimeoutException(maybe(shapes::text));
    }

    private EventId id() {
        return new EventId(Integer.toHexString(number()), number());
    }

    private ServiceRef service() {
        return new ServiceRef("prod", "web-" + number());
    }

    private int number() {
        return shapes.random().nextInt(4) == 0 ? 0 : shapes.random().nextInt(Integer.MAX_VALUE);
    }

    private Duration duration() {
        return Duration.ofSeconds(shapes.random().nextInt(3) * (long) number(), number());
    }

    private <T> T one(T[] values) {
        return values[shapes.random().nextInt(values.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return shapes.isFilled() ? value.get() : null;
    }

    private <T> List<T> some(Supplier<T> value) {
        List<T> values = new ArrayList<>();
        while (values.size() < 3 && shapes.isFilled()) {
            values.add(value.get());
        }
        return values;
    }
}
