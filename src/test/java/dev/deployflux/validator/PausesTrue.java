package dev.deployflux.validator;

import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Promise#PAUSES_TRUE}. A wait also ends when its deployment goes: its service is deleted or leaves. */
final class PausesTrue implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachRollout((deployment, reports) -> {
            if (!deployment.rollout().equals(TrueRollout.NONE)) {
                for (RolloutReport report : reports) {
                    String fault = fault(deployment, report);
                    if (fault != null) {
                        broken.accept(deployment.arn(), fault);
                    }
                }
            }
        });
    }

    private static @Nullable String fault(TrueDeployment deployment, RolloutReport report) {
        if (report.event() instanceof AwaitingAction begin) {
            String fault = fault(deployment, begin.action(), report.notAfter());
            return fault == null ? null : begin.action() + " was told, but " + fault;
        }
        if (report.event() instanceof AwaitingEnded end) {
            String fault = fault(deployment, end, report);
            return fault == null ? null : end + " was told, but " + fault;
        }
        return null;
    }

    private static @Nullable String fault(TrueDeployment deployment, AwaitedAction told, Instant notAfter) {
        TrueRollout.Pause pause = deployment.rollout().find(told.hookId(), told.expiresAt());
        if (pause == null || !told.deploymentArn().equals(deployment.arn())) {
            return "the pauses of " + deployment.arn() + " are "
                    + deployment.rollout().pauses();
        }
        Instant since = told.since();
        boolean early = pause.from().isAfter(notAfter);
        boolean wrong = !isStage(told.stage(), pause.stage())
                || (since != null && since.isBefore(pause.from()) && !Listening.isSame(since, pause.from()))
                || (since != null && since.isAfter(notAfter));
        return early || wrong ? "by " + notAfter + " it was " + pause : null;
    }

    /** A stage that nobody knows isn't judged. */
    private static boolean isStage(@Nullable String told, @Nullable String truth) {
        return Objects.equals(told, truth) || (told != null && TrueStages.rank(told) < 0);
    }

    private static @Nullable String fault(TrueDeployment deployment, AwaitingEnded end, RolloutReport report) {
        TrueRollout.Pause pause =
                deployment.rollout().find(end.action().hookId(), end.action().expiresAt());
        if (pause == null) {
            return null; // its beginning was made up
        }
        Instant until = pause.until();
        boolean over = until != null && !until.isAfter(report.notAfter());
        boolean gone = report.leaving() || deployment.isGone(report.notAfter());
        return (over || gone) && (end.hookStatus() == null || end.hookStatus().equals(pause.hookStatus()))
                ? null
                : "by " + report.notAfter() + " it was " + pause;
    }
}
