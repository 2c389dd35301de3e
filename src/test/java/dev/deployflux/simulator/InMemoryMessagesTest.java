package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** What the SDK sends, the client without connections sends too. */
class InMemoryMessagesTest {

    private interface Asking {
        CompletableFuture<?> of(EcsAsyncClient client);
    }

    /** Of each operation one that says nothing, and some that say all, lists that are empty, or what JSON has to escape. */
    private static final List<Asking> REQUESTS = List.of(
            client -> client.listServiceDeployments(r -> {}),
            client -> client.listServiceDeployments(r -> r.cluster("prod")
                    .service("wéb \"\\\n")
                    .statusWithStrings("PENDING", "FROZEN")
                    .createdAt(c -> c.after(Instant.ofEpochSecond(1_768_478_400))
                            .before(Instant.ofEpochSecond(1_768_478_400, 123_999_999)))
                    .nextToken("")
                    .maxResults(7)),
            client -> client.listServiceDeployments(
                    r -> r.service("web").status(List.of()).createdAt(c -> {})),
            client -> client.describeServiceDeployments(r -> {}),
            client -> client.describeServiceDeployments(r -> r.serviceDeploymentArns(List.of())),
            client -> client.describeServiceDeployments(r -> r.serviceDeploymentArns("a", "b")),
            client -> client.listServices(r -> {}),
            client -> client.listServices(r -> r.cluster("prod")
                    .launchType("FARGATE")
                    .schedulingStrategy("DAEMON")
                    .nextToken("x")
                    .maxResults(7)),
            client -> client.listClusters(r -> {}),
            client -> client.listClusters(r -> r.nextToken("x").maxResults(7)),
            client -> client.describeServices(r -> {}),
            client -> client.describeServices(r -> r.cluster("prod").services(List.of())),
            client -> client.describeServices(
                    r -> r.services(Arrays.asList("web", null)).includeWithStrings("TAGS")),
            client -> client.stopServiceDeployment(r -> {}),
            client -> client.stopServiceDeployment(
                    r -> r.serviceDeploymentArn("a").stopType("ABORT")));

    @Test
    void requestsAreTheSameAsOverHttp() {
        List<Call> overHttp = requested(false);

        assertThat(told(requested(true))).isEqualTo(told(overHttp));
        assertThat(overHttp).hasSameSizeAs(REQUESTS);
        assertThat(overHttp).extracting(Call::operation).contains(Operation.values());
    }

    /** Whether they are carried out or refused. */
    private static List<Call> requested(boolean inMemory) {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(inMemory).start()) {
            for (Asking asking : REQUESTS) {
                var unused = asking.of(ecs.client())
                        .handle((answer, error) -> error == null)
                        .join();
            }
            return ecs.calls().all();
        }
    }

    private static List<String> told(List<Call> calls) {
        return calls.stream()
                .map(call -> call.operation() + " " + call.request())
                .toList();
    }
}
