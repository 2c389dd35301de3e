package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.RolloutProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Tells the same otherwise. */
@FunctionalInterface
interface TestRetelling {

    List<ServiceDeploymentLifecycleStage> NO_MARKS = List.of();

    Tale retell(Tale tale);

    /** Events of one service, which can be spoilt. What is added comes last. */
    final class Tale {
        private final List<DeploymentEvent> events;

        Tale(List<DeploymentEvent> events) {
            this.events = new ArrayList<>(events);
        }

        List<DeploymentEvent> events() {
            return List.copyOf(events);
        }

        /** What is told of a deployment, by its place. */
        DeploymentEvent.OfDeployment news(String name, int place) {
            return all(name).get(place);
        }

        DeploymentEvent.OfDeployment last(String name) {
            List<DeploymentEvent.OfDeployment> all = all(name);
            return all.get(all.size() - 1);
        }

        private List<DeploymentEvent.OfDeployment> all(String name) {
            return events.stream()
                    .filter(DeploymentEvent.OfDeployment.class::isInstance)
                    .map(DeploymentEvent.OfDeployment.class::cast)
                    .filter(news -> TestTruth.arn(name).equals(news.deployment().serviceDeploymentArn()))
                    .toList();
        }

        ServiceDeploymentBrief row(String name, int place) {
            return news(name, place).deployment();
        }

        ServiceDeploymentBrief row(String name, int place, String as, ServiceDeploymentStatus status) {
            return row(name, place).toBuilder()
                    .serviceDeploymentArn(TestTruth.arn(as))
                    .status(status)
                    .build();
        }

        DeploymentEvent bookmark(Instant startedAt) {
            return only(event -> event instanceof DeploymentEvent.PassCompleted bookmark
                    && bookmark.startedAt().equals(startedAt));
        }

        DeploymentEvent recovery() {
            return only(DeploymentEvent.ServiceRecovered.class::isInstance);
        }

        DeploymentEvent failure(int failures) {
            return only(event ->
                    event instanceof DeploymentEvent.ServiceFailing failing && (failing.failures() == failures));
        }

        private DeploymentEvent only(Predicate<DeploymentEvent> wanted) {
            return events.stream().filter(wanted).findFirst().orElseThrow();
        }

        /** When it was first told to be at that stage. */
        Progressed stage(String name, @Nullable String stage) {
            return progress(name, told -> Objects.equals(told.stage(), stage));
        }

        /** When so many of its tasks were first told to run. */
        Progressed counts(String name, int running) {
            return progress(name, told -> Objects.equals(told.runningTasks(), running));
        }

        private Progressed progress(String name, Predicate<RolloutProgress> wanted) {
            return (Progressed) only(event -> event instanceof Progressed told
                    && TestTruth.arn(name).equals(told.deployment().serviceDeploymentArn())
                    && wanted.test(told.progress()));
        }

        AwaitingAction begin(String hookId) {
            return (AwaitingAction) only(event ->
                    event instanceof AwaitingAction begin && begin.hookId().equals(hookId));
        }

        AwaitingEnded end(String hookId) {
            return (AwaitingEnded) only(event ->
                    event instanceof AwaitingEnded end && end.action().hookId().equals(hookId));
        }

        Tale add(DeploymentEvent event) {
            events.add(event);
            return this;
        }

        Tale drop(DeploymentEvent event) {
            events.remove(event);
            return this;
        }

        Tale replace(DeploymentEvent event, DeploymentEvent by) {
            events.set(events.indexOf(event), by);
            return this;
        }

        Tale insert(DeploymentEvent event, DeploymentEvent behind) {
            events.add(events.indexOf(behind) + 1, event);
            return this;
        }

        Tale tell(Progressed it, Consumer<ServiceDeployment.Builder> details) {
            return replace(
                    it,
                    new Progressed(it.service(), it.deployment(), it.details().copy(details), it.stagesNotObserved()));
        }

        Tale mark(Progressed it, ServiceDeploymentLifecycleStage... marks) {
            return replace(it, new Progressed(it.service(), it.deployment(), it.details(), List.of(marks)));
        }

        /** The beginning and the end of a wait tell it otherwise. */
        Tale retellWait(String hookId, UnaryOperator<AwaitedAction> as) {
            AwaitingAction begin = begin(hookId);
            AwaitingEnded end = end(hookId);
            AwaitedAction action = as.apply(begin.action());
            replace(begin, new AwaitingAction(begin.service(), begin.deployment(), action));
            return replace(end, new AwaitingEnded(end.service(), end.deployment(), action, end.hookStatus()));
        }

        Tale move(DeploymentEvent event, DeploymentEvent before) {
            events.remove(event);
            events.add(events.indexOf(before), event);
            return this;
        }

        Tale see(ServiceRef service, ServiceDeploymentBrief row, Origin origin) {
            return add(new DeploymentEvent.Seen(service, row, origin, List.of(), 0));
        }

        Tale change(String name, ServiceDeploymentBrief to, List<NotObserved> notObserved) {
            ServiceDeploymentBrief from = last(name).deployment();
            return add(new DeploymentEvent.Changed(TestTruth.WEB, from, to, notObserved, 0));
        }

        Tale remove(String name, int place) {
            return add(new DeploymentEvent.Removed(TestTruth.WEB, row(name, place), 0));
        }

        Tale replaceSeen(String name, ServiceDeploymentBrief row, List<NotObserved> notObserved) {
            DeploymentEvent.Seen seen = (DeploymentEvent.Seen) news(name, 0);
            return replaceSeen(name, row, notObserved, seen.origin());
        }

        Tale replaceSeen(String name, ServiceDeploymentBrief row, List<NotObserved> notObserved, Origin origin) {
            return replace(news(name, 0), new DeploymentEvent.Seen(TestTruth.WEB, row, origin, notObserved, 0));
        }

        Tale replaceChange(
                String name,
                int place,
                @Nullable ServiceDeploymentBrief from,
                @Nullable ServiceDeploymentBrief to,
                @Nullable List<NotObserved> notObserved) {
            DeploymentEvent.Changed changed = (DeploymentEvent.Changed) news(name, place);
            return replace(
                    changed,
                    new DeploymentEvent.Changed(
                            changed.service(),
                            from == null ? changed.from() : from,
                            to == null ? changed.deployment() : to,
                            notObserved == null ? changed.notObserved() : notObserved,
                            0));
        }

        Tale replaceBookmark(Instant startedAt, Instant by) {
            DeploymentEvent.PassCompleted it = (DeploymentEvent.PassCompleted) bookmark(startedAt);
            return replaceBookmark(it, by, it.took(), it.calls(), it.inFlight());
        }

        Tale replaceBookmark(Instant startedAt, Duration took, int calls, int inFlight) {
            return replaceBookmark(
                    (DeploymentEvent.PassCompleted) bookmark(startedAt), startedAt, took, calls, inFlight);
        }

        private Tale replaceBookmark(
                DeploymentEvent.PassCompleted it, Instant by, Duration took, int calls, int inFlight) {
            return replace(it, new DeploymentEvent.PassCompleted(it.service(), it.pass(), by, took, calls, inFlight));
        }

        /** The last row of a deployment says something else besides its status. */
        Tale spoil(String name, Consumer<ServiceDeploymentBrief.Builder> members) {
            DeploymentEvent.OfDeployment it = last(name);
            ServiceDeploymentBrief row = it.deployment().copy(members);
            return replace(
                    it,
                    it instanceof DeploymentEvent.Changed changed
                            ? new DeploymentEvent.Changed(
                                    changed.service(), changed.from(), row, changed.notObserved(), changed.merged())
                            : new DeploymentEvent.Seen(
                                    it.service(),
                                    row,
                                    ((DeploymentEvent.Seen) it).origin(),
                                    ((DeploymentEvent.Seen) it).notObserved(),
                                    it.merged()));
        }

        /** The last change of a deployment stands for so many others. */
        Tale merge(String name, int merged) {
            DeploymentEvent.Changed it = (DeploymentEvent.Changed) last(name);
            return replace(
                    it,
                    new DeploymentEvent.Changed(it.service(), it.from(), it.deployment(), it.notObserved(), merged));
        }

        /** No pass began from one second to the other, and those after are counted on. */
        Tale silence(long from, long to) {
            List<DeploymentEvent> kept = new ArrayList<>();
            long pass = 0;
            for (DeploymentEvent event : events) {
                if (event instanceof DeploymentEvent.PassCompleted it) {
                    boolean silent = !it.startedAt().isBefore(TestTruth.at(from))
                            && it.startedAt().isBefore(TestTruth.at(to));
                    if (!silent) {
                        kept.add(new DeploymentEvent.PassCompleted(
                                it.service(), ++pass, it.startedAt(), it.took(), it.calls(), it.inFlight()));
                    }
                } else {
                    kept.add(event);
                }
            }
            events.clear();
            events.addAll(kept);
            return this;
        }
    }
}
