package dev.deployflux.validator;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** {@link Promise#ROLLBACK_IS_NO_SUCCESS}. */
final class RollbackIsNoSuccess implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachReported((deployment, reports) -> {
            if (reports.stream()
                    .anyMatch(report -> isForbidden(deployment, report.row().status()))) {
                broken.accept(
                        deployment.arn(), "it was reported as SUCCESSFUL, but what it did is " + deployment.steps());
            }
        });
    }

    static boolean isForbidden(TrueDeployment deployment, ServiceDeploymentStatus status) {
        return status == SUCCESSFUL && deployment.wasRolledBack() && !deployment.had(SUCCESSFUL);
    }
}
