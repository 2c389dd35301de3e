package dev.deployflux.validator;

import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.RolloutProgress;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Promise#PROGRESS_TRUE}. A stage that neither the SDK nor the truth knows is no promise, but what comes with it is. */
final class ProgressTrue implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        if (!observed.listening().details().told()) {
            observed.events().stream()
                    .filter(event -> event instanceof OfRollout
                            || event instanceof DetailsFailing
                            || event instanceof DetailsRecovered)
                    .forEach(event -> broken.accept("the watch", event + " came, but it has no details"));
        }
        boolean conflated = observed.listening().conflated();
        for (Session session : observed.sessions()) {
            session.rollouts().forEach((arn, reports) -> {
                TrueDeployment deployment = observed.truth().find(arn);
                for (RolloutReport report : reports) {
                    String fault = deployment == null || !deployment.service().equals(session.service())
                            ? report.news() + " came, but " + session.service() + " has no such deployment"
                            : fault(deployment, report, conflated);
                    if (fault != null) {
                        broken.accept(arn, fault);
                    }
                }
            });
        }
    }

    private static @Nullable String fault(TrueDeployment deployment, RolloutReport report, boolean conflated) {
        Report before = report.before();
        if (!conflated
                && before != null
                && !Objects.equals(
                        before.row().statusAsString(),
                        report.event().deployment().statusAsString())) {
            return "it was told last as " + before.row().statusAsString() + ", but then came " + report.news()
                    + " as of " + report.event().deployment().statusAsString();
        }
        if (!(report.event() instanceof Progressed told) || deployment.rollout().equals(TrueRollout.NONE)) {
            return null;
        }
        if (!deployment.arn().equals(told.details().serviceDeploymentArn())) {
            return "what was told of it is of another: " + told.details();
        }
        boolean ever = false;
        for (TrueRollout.Point point : deployment.rollout().progress()) {
            if (isSame(told.progress(), point.progress(), deployment)) {
                if (!point.since().isAfter(report.notAfter())) {
                    return null;
                }
                ever = true;
            }
        }
        return told.progress() + " was told by " + report.notAfter() + ", but "
                + (ever
                        ? "came later"
                        : "never was: it was at " + deployment.rollout().progress());
    }

    private static boolean isSame(RolloutProgress told, RolloutProgress truth, TrueDeployment deployment) {
        String stage = told.stage();
        boolean judged = stage == null
                || TrueStages.isKnownToSdk(stage)
                || new TrueStages(deployment).had(stage)
                || truth.stage() == null; // whoever is at no stage isn't at one that nobody knows
        return (!judged || Objects.equals(stage, truth.stage()))
                && Objects.equals(told.runningTasks(), truth.runningTasks())
                && Objects.equals(told.requestedTasks(), truth.requestedTasks())
                && Objects.equals(told.testTrafficWeight(), truth.testTrafficWeight())
                && Objects.equals(told.productionTrafficWeight(), truth.productionTrafficWeight())
                && Objects.equals(told.failedTasks(), truth.failedTasks())
                && Objects.equals(told.failureThreshold(), truth.failureThreshold())
                && told.triggeredAlarms().equals(truth.triggeredAlarms());
    }
}
