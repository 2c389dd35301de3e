package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.EcsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;

@JavaScriptTest
class OperationsFromJavaScriptTest {

    private final Shops shops = new Shops();
    private JavaScriptSdk.Client client;

    @BeforeEach
    void connect(JavaScriptSdk sdk) {
        client = sdk.client(shops.ecs, 1, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        client.close();
        shops.close();
    }

    /** A request as each SDK is given it. */
    private record Query(
            Map<String, Object> javaScript, Function<EcsAsyncClient, CompletableFuture<? extends EcsResponse>> java) {}

    private Stream<Query> queries(Operation operation) {
        List<String> arns = shops.web.deploymentArns();
        return switch (operation) {
            case LIST_SERVICE_DEPLOYMENTS ->
                Stream.of(new Query(
                        Map.of("cluster", "prod", "service", "web", "maxResults", 100),
                        ecs -> ecs.listServiceDeployments(
                                r -> r.cluster("prod").service("web").maxResults(100))));
            case DESCRIBE_SERVICE_DEPLOYMENTS ->
                Stream.concat(arns.stream().skip(Shops.HISTORY - 1), shops.rollouts.deploymentArns().stream())
                        .map(arn -> new Query(
                                Map.of("serviceDeploymentArns", List.of(arn)),
                                ecs -> ecs.describeServiceDeployments(r -> r.serviceDeploymentArns(arn))));
            case LIST_SERVICES ->
                Stream.of(new Query(
                        Map.of("cluster", "prod", "maxResults", 12),
                        ecs -> ecs.listServices(r -> r.cluster("prod").maxResults(12))));
            case LIST_CLUSTERS ->
                Stream.of(
                        new Query(Map.of(), EcsAsyncClient::listClusters),
                        new Query(Map.of("maxResults", 3), ecs -> ecs.listClusters(r -> r.maxResults(3))));
            case DESCRIBE_SERVICES ->
                Stream.of(
                        new Query(
                                Map.of("cluster", "prod", "services", List.of("web", "api-3", "gone")),
                                ecs -> ecs.describeServices(
                                        r -> r.cluster("prod").services("web", "api-3", "gone"))),
                        new Query(
                                Map.of("services", List.of("web")),
                                ecs -> ecs.describeServices(r -> r.services("web"))));
            case STOP_SERVICE_DEPLOYMENT ->
                Stream.of(
                        stop(arns.get(arns.size() - 1), StopServiceDeploymentStopType.ROLLBACK),
                        stop(arns.get(arns.size() - 2), StopServiceDeploymentStopType.ABORT));
            case CONTINUE_SERVICE_DEPLOYMENT ->
                shops.awaitingHooks().entrySet().stream().map(hook -> go(hook.getKey(), hook.getValue()));
            case DESCRIBE_SERVICE_REVISIONS -> {
                List<String> revisions = revisions();
                yield Stream.of(new Query(
                        Map.of("serviceRevisionArns", revisions),
                        ecs -> ecs.describeServiceRevisions(r -> r.serviceRevisionArns(revisions))));
            }
        };
    }

    private static Query go(String arn, String hookId) {
        return new Query(
                Map.of("serviceDeploymentArn", arn, "hookId", hookId, "action", "CONTINUE"),
                ecs -> ecs.continueServiceDeployment(r ->
                        r.serviceDeploymentArn(arn).hookId(hookId).action(DeploymentLifecycleHookAction.CONTINUE)));
    }

    /** One that is there, and one that isn't. */
    private List<String> revisions() {
        String arn = shops.rollouts.deploymentArns().get(0);
        ServiceDeployment deployment = shops.ecs
                .client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
        String revision = deployment.targetServiceRevision().arn();
        return List.of(revision, revision.replaceFirst("[0-9]$", "x"));
    }

    private static Query stop(String arn, StopServiceDeploymentStopType type) {
        return new Query(
                Map.of("serviceDeploymentArn", arn, "stopType", type.toString()),
                ecs -> ecs.stopServiceDeployment(
                        r -> r.serviceDeploymentArn(arn).stopType(type)));
    }

    @ParameterizedTest
    @EnumSource
    void bothSdksReadTheSame(Operation operation) {
        // An account each: a deployment can be stopped only once.
        try (Shops twin = new Shops()) {
            List<Query> queries = queries(operation).toList();

            assertThat(queries).isNotEmpty();
            queries.forEach(query -> {
                Told told = client.call(operation, query.javaScript).join();
                EcsResponse response = query.java.apply(twin.ecs.client()).join();

                assertThat(told.failure()).isNull();
                assertThat(told.pages()).hasSize(1);
                assertThat(withoutTheTokensText(told.pages().get(0)))
                        .isNotEmpty()
                        .isEqualTo(withoutTheTokensText(Plain.of(response)));
            });
        }
    }

    /** Each account writes tokens of its own. */
    private static Map<String, Object> withoutTheTokensText(Map<String, Object> page) {
        Map<String, Object> same = new HashMap<>(page);
        same.computeIfPresent("nextToken", (name, token) -> token instanceof String ? "some" : token);
        return same;
    }

    @Test
    void aFailureAmongWhatIsDescribedIsOneToBoth() {
        String gone = shops.web.deploymentArns().get(0).replaceFirst(".$", "_");

        Told told = client.call(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, Map.of("serviceDeploymentArns", List.of(gone)))
                .join();

        assertThat(told.pages())
                .containsExactly(Plain.of(shops.ecs
                        .client()
                        .describeServiceDeployments(r -> r.serviceDeploymentArns(gone))
                        .join()));
        assertThat(told.pages().get(0))
                .extracting("failures")
                .asInstanceOf(LIST)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"CONTINUE, SUCCESSFUL", "ROLLBACK, ROLLBACK_SUCCESSFUL", "none, SUCCESSFUL"})
    void aPauseThatItEndsIsOverInTruth(@Nullable String action, ServiceDeploymentStatus end) {
        String arn = shops.rollouts.deploymentArns().stream()
                .filter(shops.awaitingHooks()::containsKey)
                .filter(paused -> shops.ecs.truth().stream()
                        .filter(deployment -> deployment.arn().equals(paused))
                        .flatMap(deployment -> deployment.pauses().stream())
                        .anyMatch(pause -> pause.expiresAt().isEmpty()))
                .findFirst()
                .orElseThrow();
        Map<String, Object> input = new HashMap<>(Map.of(
                "serviceDeploymentArn", arn, "hookId", shops.awaitingHooks().get(arn)));
        if (action != null) {
            input.put("action", action);
        }

        Told told = client.call(Operation.CONTINUE_SERVICE_DEPLOYMENT, input).join();
        shops.ecs.clock().advance(Duration.ofHours(2));

        assertThat(told.pages()).containsExactly(Map.of("serviceDeploymentArn", arn));
        assertThat(shops.ecs.truth())
                .filteredOn(deployment -> deployment.arn().equals(arn))
                .extracting(TrueDeployment::status)
                .containsExactly(end);
        assertThat(client.call(Operation.CONTINUE_SERVICE_DEPLOYMENT, input)
                        .join()
                        .failure())
                .isNotNull()
                .hasToString("InvalidParameterException: The service deployment has no hook %s that awaits an action."
                        .formatted(input.get("hookId")));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, 2", "1, 15", "4, 4", "15, 1", "100, 1"})
    void itsPaginatorFindsAllServices(@Nullable Integer maxResults, int pages) {
        Told told = client.list(Operation.LIST_SERVICES, with(maxResults, Map.of("cluster", "prod")))
                .join();

        assertPages(told, "serviceArns", maxResults == null ? 10 : maxResults, pages);
        assertThat(Rows.of(told, "serviceArns").stream().map(arn -> ServiceRef.parse((String) arn)))
                .hasSize(15)
                .isEqualTo(ServiceDeployments.create(shops.ecs.client())
                        .services("prod")
                        .collectList()
                        .block());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, 2", "3, 36", "53, 2", "100, 2"})
    void itsPaginatorFindsAllClusters(@Nullable Integer maxResults, int pages) {
        Told told =
                client.list(Operation.LIST_CLUSTERS, with(maxResults, Map.of())).join();

        assertPages(told, "clusterArns", maxResults == null ? 100 : maxResults, pages);
        assertThat(Rows.of(told, "clusterArns").stream().map(String.class::cast))
                .hasSize(106)
                .isEqualTo(ServiceDeployments.create(shops.ecs.client())
                        .clusters()
                        .collectList()
                        .block());
    }

    private static Map<String, Object> with(@Nullable Integer maxResults, Map<String, Object> input) {
        Map<String, Object> all = new HashMap<>(input);
        if (maxResults != null) {
            all.put("maxResults", maxResults);
        }
        return all;
    }

    private static void assertPages(Told told, String list, int size, int pages) {
        List<Integer> sizes = Rows.perPage(told, list);
        assertThat(sizes).hasSize(pages);
        assertThat(sizes.subList(0, pages - 1)).allMatch(rows -> rows == size);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"ROLLBACK, ROLLBACK_SUCCESSFUL", "ABORT, STOPPED", "none, ROLLBACK_SUCCESSFUL"})
    void aDeploymentThatItStopsIsStoppedInTruth(@Nullable String type, ServiceDeploymentStatus end) {
        String last = shops.web.deploymentArns().get(shops.web.deploymentArns().size() - 1);
        Map<String, Object> input = new HashMap<>(Map.of("serviceDeploymentArn", last));
        if (type != null) {
            input.put("stopType", type);
        }

        Told told = client.call(Operation.STOP_SERVICE_DEPLOYMENT, input).join();
        shops.ecs.clock().advance(Duration.ofHours(2));

        assertThat(told.pages()).containsExactly(Map.of("serviceDeploymentArn", last));
        assertThat(shops.ecs.truth())
                .filteredOn(deployment -> deployment.arn().equals(last))
                .extracting(TrueDeployment::status)
                .containsExactly(end);
    }
}
