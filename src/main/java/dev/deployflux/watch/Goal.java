package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * What is awaited of a deployment. Equal goals share their looks.
 *
 * @param <T> what those get who wait
 */
sealed interface Goal<T> {

    Goal<DeploymentOutcome> OUTCOME = new Outcome();
    Goal<AwaitedAction> PAUSE = new Pause();

    /** {@code null} if the deployment isn't there yet. */
    @Nullable
    T reached(ServiceDeployment latest);

    /** What the deployment does or did not do, behind its ARN and before "after" and a duration. */
    String unreached();

    /** What is awaited, behind "awaiting". */
    String text();

    /** How the deployment ends. */
    record Outcome() implements Goal<DeploymentOutcome> {

        @Override
        public @Nullable DeploymentOutcome reached(ServiceDeployment latest) {
            return DescribedOutcome.of(latest);
        }

        @Override
        public String unreached() {
            return "was not over";
        }

        @Override
        public String text() {
            return "the outcome";
        }
    }

    /** The deployment comes to a stage, or has passed it. Whoever has succeeded has passed them all. */
    record Stage(ServiceDeploymentLifecycleStage stage) implements Goal<ServiceDeployment> {

        @Override
        public @Nullable ServiceDeployment reached(ServiceDeployment latest) {
            return StageOrder.isThere(latest, stage)
                            || DescribedOutcome.of(latest) instanceof DeploymentOutcome.Succeeded
                    ? latest
                    : null;
        }

        @Override
        public String unreached() {
            return "had not come to " + stage;
        }

        @Override
        public String text() {
            return stage.toString();
        }
    }

    /** The deployment waits for somebody. */
    record Pause() implements Goal<AwaitedAction> {

        @Override
        public @Nullable AwaitedAction reached(ServiceDeployment latest) {
            return AwaitedActions.of(latest).stream().findFirst().orElse(null);
        }

        @Override
        public String unreached() {
            return "had not paused";
        }

        @Override
        public String text() {
            return "a pause";
        }
    }
}
