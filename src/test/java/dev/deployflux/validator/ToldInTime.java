package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link Promise#TOLD_IN_TIME}. What had been listed for the overlap was in every pass, and what had been over, and listed,
 * for the slack, too, was noticed by then; so it comes before the bookmark of the pass. That something never came at all,
 * {@link Complete} says.
 */
final class ToldInTime implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        for (Session session : observed.sessions()) {
            check(session, observed, broken);
        }
    }

    private static void check(Session session, Observation observed, BiConsumer<String, String> broken) {
        Listening listening = observed.listening();
        Duration noticed =
                listening.overlap().compareTo(listening.slack()) > 0 ? listening.overlap() : listening.slack();
        session.byDeployment().forEach((arn, reports) -> {
            TrueDeployment deployment = observed.truth().find(arn);
            if (deployment == null || !deployment.service().equals(session.service())) {
                return;
            }
            if (session.looksAt(deployment, listening)) {
                String late =
                        late(session, reports, deployment, deployment.listedFrom(), listening.overlap(), any -> true);
                if (late != null) {
                    broken.accept(arn, "listed from " + deployment.listedFrom() + " on, it was first told" + late);
                    return;
                }
            }
            TrueDeployment.Step end = deployment.end();
            // a pass that lists a status which the SDK doesn't know can't tell of the end
            if (end != null && reports.stream().allMatch(Report::isOfKnownStatus)) {
                String late = late(session, reports, deployment, deployment.listedAs(end), noticed, Report::isEnd);
                if (late != null) {
                    broken.accept(arn, end + " was told" + late);
                }
            }
        });
    }

    /** Behind which bookmark it was told that should have come after it; {@code null} if behind none. */
    private static @Nullable String late(
            Session session,
            List<Report> reports,
            TrueDeployment deployment,
            Instant since,
            Duration noticed,
            Predicate<Report> told) {
        DeploymentEvent first = null;
        for (Report report : reports) {
            if (first == null && told.test(report)) {
                first = report.event();
            }
        }
        if (first == null) {
            return null;
        }
        for (DeploymentEvent event : session.events()) {
            if (event == first) {
                return null;
            }
            if (event instanceof DeploymentEvent.PassCompleted bookmark
                    && !since.plus(noticed).isAfter(bookmark.startedAt())
                    && wasThereAt(deployment, bookmark)) {
                return " after the bookmark of the pass that began at " + bookmark.startedAt();
            }
        }
        return null;
    }

    private static boolean wasThereAt(TrueDeployment deployment, DeploymentEvent.PassCompleted bookmark) {
        Instant removedAt = deployment.removedAt();
        return removedAt == null || removedAt.isAfter(bookmark.startedAt().plus(bookmark.took()));
    }
}
