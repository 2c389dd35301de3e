package dev.deployflux.javascript;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** An account with something of everything: clusters and services for several pages, and deployments in each state. */
final class Shops implements AutoCloseable {

    static final int HISTORY = 243;

    final EcsSimulator ecs = EcsSimulator.start();
    final SimulatedService web = ecs.cluster("prod").service("web");

    Shops() {
        web.history(HISTORY);
        deploy(DeploymentScript.successful(Duration.ofSeconds(90)));
        deploy(DeploymentScript.rollback(Duration.ofSeconds(90), "alarm"));
        deploy(DeploymentScript.stopped(Duration.ofSeconds(90), "by a person"));
        deploy(stuck(STOP_REQUESTED, "by a person"));
        deploy(stuck(ROLLBACK_REQUESTED, "by a person"));
        deploy(stuck(ROLLBACK_IN_PROGRESS, "alarm"));
        web.deploy(DeploymentScript.successful(Duration.ofHours(1)));
        ecs.clock().advance(Duration.ofMinutes(20));
        web.deploy(DeploymentScript.successful(Duration.ofHours(1)));
        for (int i = 0; i < 14; i++) {
            ecs.cluster("prod").service("api-" + i).history(i);
        }
        for (int i = 0; i < 104; i++) {
            ecs.cluster("team-" + i);
        }
        ecs.cluster("default").service("web").history(3);
    }

    private void deploy(DeploymentScript script) {
        web.deploy(script);
        ecs.clock().advance(Duration.ofMinutes(5).plusMillis(123));
    }

    private static DeploymentScript stuck(ServiceDeploymentStatus status, String reason) {
        return DeploymentScript.builder()
                .at(Duration.ofSeconds(9), IN_PROGRESS)
                .at(Duration.ofSeconds(90), status, reason)
                .build();
    }

    @Override
    public void close() {
        ecs.close();
    }
}
