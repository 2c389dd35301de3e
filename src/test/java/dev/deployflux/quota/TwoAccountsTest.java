package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.CountedClient;
import dev.deployflux.fixture.SimulatedShops;
import dev.deployflux.fixture.VirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Two accounts in two regions, each throttled by itself, whose services have the same names. */
@Timeout(60)
class TwoAccountsTest {

    private final VirtualTime time = new VirtualTime();
    private final Account first = new Account("eu-central-1", "111111111111");
    private final Account second = new Account("us-east-1", "222222222222");

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private final class Account {
        private final EcsSimulator ecs;
        private final SimulatedShops shops;
        private final CountedClient client;
        private final ServiceDeployments deployments;

        Account(String region, String accountId) {
            ecs = EcsSimulator.builder()
                    .region(region)
                    .accountId(accountId)
                    .throttling(true)
                    .throttlingClock(time.clock())
                    .start();
            shops = new SimulatedShops(ecs).cluster("prod", new int[80]);
            shops.refs().forEach(service -> shops.service(service).history(2));
            client = new CountedClient(
                    ecs.clientBuilder()
                            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                            .build(),
                    time);
            deployments = ServiceDeployments.builder(client)
                    .quota(ApiQuota.builder().scheduler(time).build())
                    .build();
        }

        Flux<ServiceDeploymentBrief> rows() {
            return deployments.listAll(deployments.services(deployments.clusters()));
        }

        void close() {
            client.close();
            ecs.close();
        }
    }

    @Test
    void mergedTheyBringTheRowsOfBothAtTheRateOfBoth() {
        List<String> rows = new ArrayList<>();

        time.await(Flux.merge(first.rows(), second.rows())
                .doOnNext(row -> rows.add(row.serviceDeploymentArn()))
                .count());

        List<String> expected = new ArrayList<>(first.shops.arns());
        expected.addAll(second.shops.arns());
        assertThat(rows)
                .hasSize(320)
                .containsExactlyInAnyOrderElementsOf(expected)
                .anyMatch(arn -> arn.startsWith("arn:aws:ecs:eu-central-1:111111111111:"))
                .anyMatch(arn -> arn.startsWith("arn:aws:ecs:us-east-1:222222222222:"));
        // 80 calls each, 50 of them at once and 20 a second; out of one bucket they would take 5.5 s.
        assertThat(time.passed()).isEqualTo(Duration.ofMillis(1_500));
    }
}
