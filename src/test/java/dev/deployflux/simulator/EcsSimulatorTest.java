package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

@Timeout(60)
class EcsSimulatorTest {

    @Test
    void itListensOnLoopbackOnly() {
        try (EcsSimulator ecs = EcsSimulator.start()) {
            assertThat(ecs.endpoint().getScheme()).isEqualTo("http");
            assertThat(ecs.endpoint().getHost()).isEqualTo("127.0.0.1");
            assertThat(ecs.endpoint().getPort()).isPositive();
        }
    }

    @Test
    void closingFreesThePort() throws IOException {
        EcsSimulator ecs = EcsSimulator.start();
        ecs.client().listClusters().join();
        int port = ecs.endpoint().getPort();

        ecs.close();

        try (ServerSocket taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(taken.isBound()).isTrue();
        }
        ecs.close();
    }

    @Test
    void closingDoesNotWaitForHungCalls() {
        EcsSimulator ecs = EcsSimulator.start();
        ecs.faults().inject(Operation.LIST_CLUSTERS, Fault.hang());
        var answer = ecs.client().listClusters();
        ecs.calls().whenCalled(1).block(Duration.ofSeconds(10));

        ecs.close();

        assertThat(answer).failsWithin(Duration.ofSeconds(10));
        assertThat(ecs.calls().aborted()).isZero();
    }

    @Test
    void aTakenPortIsSaidToBe() {
        try (EcsSimulator ecs = EcsSimulator.start()) {
            int port = ecs.endpoint().getPort();
            assertThatIllegalStateException()
                    .isThrownBy(() -> EcsSimulator.builder().port(port).start())
                    .withMessageContaining("Port " + port)
                    .withMessageContaining("port(0)");
        }
    }

    @Test
    void aClosedSimulatorGivesNoClients() {
        EcsSimulator ecs = EcsSimulator.start();
        ecs.close();

        assertThatIllegalStateException().isThrownBy(ecs::clientBuilder);
    }

    @Test
    void arnsAreThoseOfTheAccountAndRegion() {
        try (EcsSimulator ecs = EcsSimulator.builder()
                .accountId("000000000042")
                .region("us-gov-west-1")
                .start()) {
            assertThat(ecs.cluster("prod").service("web").arn())
                    .isEqualTo("arn:aws-us-gov:ecs:us-gov-west-1:000000000042:service/prod/web");
            assertThat(ecs.client().listClusters().join().clusterArns())
                    .containsExactly("arn:aws-us-gov:ecs:us-gov-west-1:000000000042:cluster/prod");
        }
    }

    @Test
    void twentyThousandRowsAreListedInPagesOfAHundred() {
        try (EcsSimulator ecs = EcsSimulator.start()) {
            ecs.cluster("default").service("web").history(20_000);
            Set<String> seen = new HashSet<>();
            String token = null;
            do {
                String from = token;
                ListServiceDeploymentsResponse page = ecs.client()
                        .listServiceDeployments(
                                r -> r.service("web").maxResults(100).nextToken(from))
                        .join();
                page.serviceDeployments().forEach(row -> seen.add(row.serviceDeploymentArn()));
                token = page.nextToken();
            } while (token != null);

            assertThat(seen).hasSize(20_000);
            assertThat(ecs.calls().count()).isEqualTo(200);
        }
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        EcsSimulatorBuilder builder = EcsSimulator.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.accountId("12"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.region("Frankfurt"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(70_000));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.tokenLifetime(Duration.ofSeconds(-1)));
    }
}
