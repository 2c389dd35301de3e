package dev.deployflux.validator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * {@link Promise#SKIPPED_MARKED}. Which statuses can be known, {@link NotObserved} says. Before a status that the SDK
 * doesn't know, only {@code PENDING} is certain, and after it only a rollback's; statuses that a feed merged were observed, if not by this subscriber.
 */
final class SkippedMarked implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachReported((deployment, reports) -> {
            Set<ServiceDeploymentStatus> told = EnumSet.noneOf(ServiceDeploymentStatus.class);
            int last = -1;
            boolean certain = true;
            for (Report report : reports) {
                if (report.event() instanceof DeploymentEvent.Changed changed
                        && deployment.indexOf(changed.from().status()) >= 0) {
                    told.add(changed.from().status()); // if it wasn't, NoRepeat says so
                }
                int index = deployment.indexOf(report.status());
                if (index >= 0 && index > last) {
                    checkMarks(deployment, report, last, told, broken);
                    report.notObserved().forEach(mark -> told.add(mark.status()));
                    if (certain && report.event().merged() == 0 && !isLateSnapshot(observed, report)) {
                        checkUnmarked(deployment, report, told, last, broken);
                    }
                    told.add(deployment.steps().get(index).status());
                    last = index;
                } else if (index < 0) {
                    checkUnknown(deployment, report, isLateSnapshot(observed, report), told, broken);
                    report.notObserved().forEach(mark -> told.add(mark.status()));
                }
                certain &= report.status() != null;
            }
        });
    }

    /** What a feed observed before this subscriber came isn't marked. */
    private static boolean isLateSnapshot(Observation observed, Report report) {
        return observed.listening().conflated()
                && report.event() instanceof DeploymentEvent.Seen seen
                && seen.origin() == Origin.SNAPSHOT;
    }

    private static void checkUnknown(
            TrueDeployment deployment,
            Report report,
            boolean late,
            Set<ServiceDeploymentStatus> told,
            BiConsumer<String, String> broken) {
        boolean first = report.event() instanceof DeploymentEvent.Seen
                && report.row().status() == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION;
        List<NotObserved> pending =
                List.of(new NotObserved(PENDING, report.row().createdAt()));
        if (!report.notObserved().isEmpty() && !(report.notObserved().equals(pending) && told.isEmpty())) {
            broken.accept(deployment.arn(), "PENDING at most is certain before " + report.event());
        } else if (first && report.notObserved().isEmpty() && report.event().merged() == 0 && !late) {
            broken.accept(
                    deployment.arn(), "PENDING was passed unseen before " + report.event() + ", and isn't marked");
        }
    }

    private static void checkMarks(
            TrueDeployment deployment,
            Report report,
            int last,
            Set<ServiceDeploymentStatus> told,
            BiConsumer<String, String> broken) {
        int index = deployment.indexOf(report.status());
        int before = last;
        for (NotObserved mark : report.notObserved()) {
            int place = deployment.indexOf(mark.status());
            if (place <= before || place >= index || told.contains(mark.status())) {
                broken.accept(
                        deployment.arn(),
                        mark + " is marked before " + report.status() + ", but what it did is " + deployment.steps());
                continue;
            }
            before = place;
            Instant truth = mark.status() == PENDING
                    ? deployment.createdAt()
                    : deployment.steps().get(place).since();
            Instant at = mark.at();
            if (at != null ? !Listening.isSame(at, truth) : isTimeKnown(report, mark.status())) {
                broken.accept(deployment.arn(), mark + " is marked, but it was so since " + truth);
            }
        }
    }

    private static boolean isTimeKnown(Report report, ServiceDeploymentStatus status) {
        return (status == PENDING && report.row().createdAt() != null)
                || (status == IN_PROGRESS && report.row().startedAt() != null);
    }

    private static void checkUnmarked(
            TrueDeployment deployment,
            Report report,
            Set<ServiceDeploymentStatus> told,
            int last,
            BiConsumer<String, String> broken) {
        ServiceDeploymentStatus status = report.status();
        for (ServiceDeploymentStatus passed : List.of(PENDING, IN_PROGRESS, ROLLBACK_IN_PROGRESS)) {
            int place = deployment.indexOf(passed);
            boolean canBeKnown =
                    switch (passed) {
                        case PENDING -> report.event() instanceof DeploymentEvent.Seen;
                        case IN_PROGRESS -> report.row().startedAt() != null;
                        default -> status == ROLLBACK_SUCCESSFUL || status == ROLLBACK_FAILED;
                    };
            if (canBeKnown && place > last && place < deployment.indexOf(status) && !told.contains(passed)) {
                broken.accept(deployment.arn(), passed + " was passed unseen before " + status + ", and isn't marked");
            }
        }
    }
}
