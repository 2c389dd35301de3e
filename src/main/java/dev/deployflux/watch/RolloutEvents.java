package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * The events that descriptions of deployments in flight bring. {@link DeploymentEvent} inherits them, so {@code
 * DeploymentEvent.Progressed} is the one of here; an import has to name it here. A watch without {@linkplain
 * DeploymentWatcherBuilder#details(boolean) details} has none of them.
 */
public sealed interface RolloutEvents permits DeploymentEvent {

    /** News of what a deployment in flight is at. */
    sealed interface OfRollout extends DeploymentEvent {

        /**
         * The service that the deployment is of.
         *
         * @return the service
         */
        ServiceRef service();

        /**
         * The deployment with the status that was told last.
         *
         * @return the SDK's own row
         */
        ServiceDeploymentBrief deployment();
    }

    /**
     * A deployment in flight has got on: another stage, or other counts, weights or alarms than were told before. Stages come
     * in order, none twice, save that a linear or canary deployment comes to {@code PRE_PRODUCTION_TRAFFIC_SHIFT} and
     * {@code PRODUCTION_TRAFFIC_SHIFT} at each of its steps, and that one that rolls back shifts its traffic once more. What
     * only counts on is told every 30 seconds at most.
     *
     * @param service whose it is
     * @param deployment with the status that was told last
     * @param details as it is described now: the SDK's own
     * @param stagesNotObserved the stages between the one that was told before and this one, in order, which no look has
     *     observed. It has passed through them, or its configuration leaves them out: that ECS doesn't tell. In a feed they
     *     are also those that were told before this subscriber came or asked, each once.
     */
    record Progressed(
            ServiceRef service,
            ServiceDeploymentBrief deployment,
            ServiceDeployment details,
            List<ServiceDeploymentLifecycleStage> stagesNotObserved)
            implements OfRollout {

        /**
         * The stage that it is at.
         *
         * @return {@code UNKNOWN_TO_SDK_VERSION} for one that this version of the SDK doesn't know, whose name {@link
         *     #progress()} has; {@code null} if it is at none
         */
        public @Nullable ServiceDeploymentLifecycleStage stage() {
            return details.lifecycleStage();
        }

        /**
         * What of its details makes two of these events differ.
         *
         * @return taken from {@link #details()}
         */
        public RolloutProgress progress() {
            return RolloutProgress.of(details);
        }
    }

    /**
     * A deployment waits for somebody to call {@code continueServiceDeployment}. Told once for each wait.
     *
     * @param service whose it is
     * @param deployment with the status that was told last
     * @param action what it waits for
     */
    record AwaitingAction(ServiceRef service, ServiceDeploymentBrief deployment, AwaitedAction action)
            implements OfRollout {

        /**
         * Names the hook to {@code continueServiceDeployment}.
         *
         * @return of {@link #action()}
         */
        public String hookId() {
            return action.hookId();
        }

        /**
         * Until when it waits.
         *
         * @return of {@link #action()}; {@code null} if it waits for ever
         */
        public @Nullable Instant expiresAt() {
            return action.expiresAt();
        }
    }

    /**
     * A deployment doesn't wait any more that {@link AwaitingAction} was told of: somebody has answered, its time was up, or it
     * is over.
     *
     * @param service whose it is
     * @param deployment with the status that was told last
     * @param action what it waited for
     * @param hookStatus what became of the hook, as ECS tells: {@code SUCCEEDED} if the deployment goes on, {@code FAILED},
     *     {@code TIMED_OUT}; {@code null} if it doesn't tell
     */
    record AwaitingEnded(
            ServiceRef service,
            ServiceDeploymentBrief deployment,
            AwaitedAction action,
            @Nullable String hookStatus) implements OfRollout {}

    /**
     * Deployments in flight can't be described, all or some: their services are listed in their place, so that no status is
     * late, but stages and pauses aren't told. Told once until {@link DetailsRecovered}.
     *
     * @param error the SDK's own exception, or a {@link java.util.concurrent.TimeoutException}
     * @param deployments how many are concerned, 1 or more
     * @param retryIn after which pause they are described again
     */
    record DetailsFailing(Throwable error, int deployments, Duration retryIn) implements DeploymentEvent.OfWatch {

        /**
         * Why, and what it costs.
         *
         * @return a sentence for people; its wording may change
         */
        public String reason() {
            return MessageText.of(deployments)
                    + " deployments in flight can't be described, and each of their services is listed"
                    + " every interval, where one call would describe 20 deployments"
                    + (PermanentError.is(error)
                            ? ": allow ecs:DescribeServiceDeployments, or build the watcher with details(false)"
                            : "")
                    + ". " + error;
        }
    }

    /** All deployments in flight can be described again. */
    record DetailsRecovered() implements DeploymentEvent.OfWatch {}
}
