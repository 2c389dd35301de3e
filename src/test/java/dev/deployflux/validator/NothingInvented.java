package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * {@link Promise#NOTHING_INVENTED}. Events have no time of their own: what a pass brought was so before the next pass
 * began, and so that instant, or the end, is what is compared with.
 */
final class NothingInvented implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        for (Session session : observed.sessions()) {
            for (Report report : session.reports()) {
                TrueDeployment deployment = observed.truth().find(report.row().serviceDeploymentArn());
                String fault = deployment == null
                        ? "there never was such a deployment of " + session.service()
                        : fault(deployment, session, report);
                if (fault != null) {
                    broken.accept(report.arn(), fault);
                }
            }
        }
    }

    private static @Nullable String fault(TrueDeployment deployment, Session session, Report report) {
        if (!deployment.service().equals(session.service())) {
            return "it is of " + deployment.service() + ", but was reported of " + session.service();
        }
        String contradiction = TrueRow.fault(deployment, report.row());
        if (contradiction != null) {
            return contradiction;
        }
        if (report.event() instanceof DeploymentEvent.Changed && report.row().statusAsString() == null) {
            return "it was reported to have changed, but to no status: " + report.row();
        }
        if (deployment.listedFrom().isAfter(report.notAfter())) {
            return "it was reported by " + report.notAfter() + ", but not listed before " + deployment.listedFrom();
        }
        ServiceDeploymentStatus status = report.status();
        if (status == null || RollbackIsNoSuccess.isForbidden(deployment, status)) {
            return null;
        }
        int index = deployment.indexOf(status);
        if (index < 0) {
            return "it was reported as " + status + ", but had only " + deployment.steps();
        }
        Instant since = deployment.steps().get(index).since();
        return since.isAfter(report.notAfter())
                ? "it was reported as " + status + " by " + report.notAfter() + ", but became so at " + since
                : null;
    }
}
