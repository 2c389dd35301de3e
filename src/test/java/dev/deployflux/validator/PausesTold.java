package dev.deployflux.validator;

import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@link Promise#PAUSES_TOLD}. A feed may leave out a wait that is over. */
final class PausesTold implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachDescribed((deployment, session) -> {
            Due due = new Due(observed, deployment, session);
            for (TrueRollout.Pause pause : deployment.rollout().pauses()) {
                String fault = fault(observed, deployment, session, due, pause);
                if (fault != null) {
                    broken.accept(deployment.arn(), fault);
                }
            }
        });
    }

    private static @Nullable String fault(
            Observation observed, TrueDeployment deployment, Session session, Due due, TrueRollout.Pause pause) {
        Predicate<DeploymentEvent> begin =
                event -> event instanceof AwaitingAction begun && isOf(deployment, pause, begun.action());
        boolean told = session.events().stream().anyMatch(begin);
        boolean optional = observed.listening().conflated() && pause.until() != null;
        Instant beginning = optional ? null : due.of(pause.from(), pause.until());
        String fault = beginning == null ? null : due.fault(beginning, begin);
        if (fault != null) {
            return pause + " " + fault;
        }
        Instant until = pause.until();
        Predicate<DeploymentEvent> end =
                event -> event instanceof AwaitingEnded ended && isOf(deployment, pause, ended.action());
        boolean unasked = !told
                || (isOverInSession(session, deployment)
                        && session.events().stream().noneMatch(end));
        Instant ending = unasked || until == null ? null : due.of(until, null);
        fault = ending == null ? null : due.fault(ending, end);
        return fault == null ? null : "the end of " + pause + " " + fault;
    }

    /** Then it must have been told that its waits are over, or {@link PausesPaired} says so. */
    private static boolean isOverInSession(Session session, TrueDeployment deployment) {
        return session.byDeployment().getOrDefault(deployment.arn(), List.of()).stream()
                .anyMatch(report -> report.isEnd() || report.isRemoval());
    }

    private static boolean isOf(TrueDeployment deployment, TrueRollout.Pause pause, AwaitedAction action) {
        return action.deploymentArn().equals(deployment.arn())
                && pause.equals(deployment.rollout().find(action.hookId(), action.expiresAt()));
    }
}
