package dev.deployflux.soak;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What is true of rows, by the ARN of the deployment: whose they are, since when, and which statuses they may have. */
final class TrueRows {

    private final EcsSimulator ecs;
    private final Map<String, TrueDeployment> deployments;

    TrueRows(EcsSimulator ecs, Map<String, TrueDeployment> deployments) {
        this.ecs = ecs;
        this.deployments = deployments;
    }

    /** What is wrong with a row of a list that began then. */
    Optional<String> fault(ServiceDeploymentBrief row, Instant began) {
        TrueDeployment truth = deployments.get(row.serviceDeploymentArn());
        if (truth == null) {
            return Optional.of("invented " + row);
        }
        SimulatedService service = ecs.cluster(truth.cluster()).service(truth.service());
        return row.equals(row.toBuilder()
                                .serviceArn(service.arn())
                                .clusterArn(service.cluster().arn())
                                .createdAt(truth.createdAt().truncatedTo(MILLIS))
                                .build())
                        && isStatus(row, truth, began)
                ? Optional.empty()
                : Optional.of("told what isn't true: " + row + "; " + truth);
    }

    /** One that it has had; and its end, if it had ended before an answer could be as old. */
    private static boolean isStatus(ServiceDeploymentBrief row, TrueDeployment truth, Instant began) {
        TrueDeployment.Step last = truth.steps().get(truth.steps().size() - 1);
        if (isEnd(last) && last.since().isBefore(began.minus(LiveAccount.STALE))) {
            return row.status() == last.status();
        }
        return truth.steps().stream().anyMatch(step -> step.status() == row.status());
    }

    private static boolean isEnd(TrueDeployment.Step step) {
        return DeploymentOperators.isTerminal(
                ServiceDeploymentBrief.builder().status(step.status()).build());
    }
}
