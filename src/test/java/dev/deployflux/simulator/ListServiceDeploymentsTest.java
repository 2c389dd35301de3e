package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

class ListServiceDeploymentsTest {

    private EcsSimulator ecs = EcsSimulator.start();

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aPageHasTwentyRowsByDefaultNewestFirst() {
        List<String> arns = new ArrayList<>(web().history(50));
        Collections.reverse(arns);

        ListServiceDeploymentsResponse page = list(r -> {});

        assertThat(page.serviceDeployments())
                .extracting(ServiceDeploymentBrief::serviceDeploymentArn)
                .isEqualTo(arns.subList(0, 20));
        assertThat(page.nextToken()).isNotBlank();
    }

    private SimulatedService web() {
        return ecs.cluster("prod").service("web");
    }

    private ListServiceDeploymentsResponse list(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web").applyMutation(request))
                .join();
    }
}
