package dev.deployflux.validator;

import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Instant;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** {@link Promise#STAGES_TOLD}. A feed may merge a stage that is over into the next one. */
final class StagesTold implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        boolean conflated = observed.listening().conflated();
        observed.forEachDescribed((deployment, session) -> {
            Due due = new Due(observed, deployment, session);
            TrueStages stages = new TrueStages(deployment);
            for (TrueRollout.Stage stage : deployment.rollout().stages()) {
                Instant by = conflated && stage.until() != null ? null : due.of(stage.since(), stage.until());
                String fault = by == null
                        ? null
                        : due.fault(
                                by,
                                event -> event instanceof Progressed told
                                        && deployment
                                                .arn()
                                                .equals(told.deployment().serviceDeploymentArn())
                                        && isTold(stage, told.details(), stages));
                if (fault != null) {
                    broken.accept(deployment.arn(), stage + " " + fault);
                }
            }
        });
    }

    /** By its name, or by one that nobody knows while it was at that stage. */
    private static boolean isTold(TrueRollout.Stage stage, ServiceDeployment told, TrueStages stages) {
        String name = told.lifecycleStageAsString();
        if (name == null || stages.had(name) || TrueStages.isKnownToSdk(name)) {
            return stage.name().equals(name);
        }
        Instant updatedAt = told.updatedAt();
        return updatedAt != null
                && (!updatedAt.isBefore(stage.since()) || Listening.isSame(updatedAt, stage.since()))
                && (stage.until() == null || updatedAt.isBefore(stage.until()));
    }
}
