package dev.deployflux.watch;

import dev.deployflux.simulator.RolloutBuilder;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;

/** A watch of one service whose rollouts last 1,000 seconds, looked at every ten, in virtual time. */
abstract class RolloutScene {

    static final Duration ROLLOUT = Duration.ofSeconds(1_000);

    static final Duration MINUTE = Duration.ofMinutes(1);

    final SimulatedWatch prod = new SimulatedWatch();

    Listener listener = prod.listen("web");

    @AfterEach
    void stop() {
        listener.cancel();
        prod.close();
    }

    String deploy(RolloutBuilder rollout) {
        return prod.service("web").deploy(rollout.build());
    }

    void answer(AwaitingAction awaited, DeploymentLifecycleHookAction action) {
        prod.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(awaited.action().deploymentArn())
                                .hookId(awaited.hookId())
                                .action(action))
                .join();
    }

    List<String> stages() {
        return stages(listener);
    }

    static List<String> stages(Listener listener) {
        List<String> stages = new ArrayList<>();
        for (Progressed progressed : listener.of(Progressed.class)) {
            String stage = String.valueOf(progressed.progress().stage());
            if (stages.isEmpty() || !stages.get(stages.size() - 1).equals(stage)) {
                stages.add(stage);
            }
        }
        return stages;
    }

    List<String> told() {
        return listener.events.stream()
                .filter(event -> event instanceof DeploymentEvent.OfDeployment
                        || event instanceof AwaitingAction
                        || event instanceof AwaitingEnded)
                .map(event -> event.getClass().getSimpleName()
                        + (event instanceof DeploymentEvent.OfDeployment news
                                ? " " + news.deployment().statusAsString()
                                : event instanceof AwaitingEnded ended ? " " + ended.hookStatus() : ""))
                .toList();
    }
}
