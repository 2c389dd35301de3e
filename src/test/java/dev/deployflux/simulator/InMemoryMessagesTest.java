package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import tools.jackson.databind.node.ObjectNode;

/** What the SDK makes of requests and answers, the client without connections makes of them too. */
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
                    r -> r.serviceDeploymentArn("a").stopType("ABORT")),
            client -> client.continueServiceDeployment(r -> {}),
            client -> client.continueServiceDeployment(
                    r -> r.serviceDeploymentArn("a").hookId("b").action("ROLLBACK")),
            client -> client.describeServiceRevisions(r -> {}),
            client -> client.describeServiceRevisions(r -> r.serviceRevisionArns(List.of())),
            client -> client.describeServiceRevisions(r -> r.serviceRevisionArns("a", "b")));

    /** Members of several types. */
    private static final List<String> PLACES = List.of(
            "{'targetServiceRevision':{'requestedTaskCount':%s}}",
            "{'targetServiceRevision':{'requestedProductionTrafficWeight':%s}}",
            "{'deploymentConfiguration':{'alarms':{'enable':%s}}}",
            "{'deploymentConfiguration':{'lifecycleHooks':[{'hookDetails':%s}]}}",
            "{'deploymentConfiguration':{'lifecycleHooks':%s}}");

    @Test
    void requestsAreTheSameAsOverHttp() {
        List<Call> overHttp = requested(false);

        assertThat(told(requested(true))).isEqualTo(told(overHttp));
        assertThat(overHttp).hasSameSizeAs(REQUESTS);
        assertThat(overHttp).extracting(Call::operation).contains(Operation.values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "1.5",
                "1e2",
                "99999999999",
                "true",
                "'7'",
                "'1.5'",
                "'NaN'",
                "'-Infinity'",
                "'true'",
                "'x'",
                "''",
                "{}",
                "[]",
                "[null]",
                "{'a':[1,{'b':null},2.50,false,'']}"
            })
    void membersAreReadAsOverHttp(String value) {
        assertThat(read(value, true)).hasSameSizeAs(PLACES).isEqualTo(read(value, false));
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

    /** What a client sees of the value at each place, if only the kind of error. */
    private static List<String> read(String value, boolean inMemory) {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(inMemory).start()) {
            if (inMemory) {
                return read(value, ecs, ecs.client());
            }
            try (EcsAsyncClient once = ecs.clientBuilder()
                    .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                    .build()) {
                return read(value, ecs, once);
            }
        }
    }

    private static List<String> read(String value, EcsSimulator ecs, EcsAsyncClient client) {
        List<String> seen = new ArrayList<>();
        for (String place : PLACES) {
            String json = "{'serviceDeployments':[%s]}".formatted(place.formatted(value));
            ObjectNode answer = Json.parse(json.replace('\'', '"').getBytes(UTF_8));
            ecs.faults()
                    .inject(
                            DESCRIBE_SERVICE_DEPLOYMENTS,
                            Fault.altered("told", (request, response) -> response.setAll(answer)));
            seen.add(requireNonNull(client.describeServiceDeployments(r -> r.serviceDeploymentArns("any"))
                    .handle((told, error) -> error == null
                            ? told.serviceDeployments().toString()
                            : String.valueOf(requireNonNull(error.getCause()).getClass()))
                    .join()));
        }
        return seen;
    }
}
