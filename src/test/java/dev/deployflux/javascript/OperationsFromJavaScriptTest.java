package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsResponse;
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
                arns.stream()
                        .skip(Shops.HISTORY - 1)
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
                Stream.of(new Query(
                        Map.of("serviceDeploymentArn", arns.get(arns.size() - 1), "stopType", "ROLLBACK"),
                        ecs -> ecs.stopServiceDeployment(r -> r.serviceDeploymentArn(arns.get(arns.size() - 1))
                                .stopType(StopServiceDeploymentStopType.ROLLBACK))));
        };
    }

    @ParameterizedTest
    @EnumSource
    void bothSdksReadTheSame(Operation operation) {
        // An account each: a deployment can be stopped only once.
        try (Shops twin = new Shops()) {
            queries(operation).forEach(query -> {
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

    @Test
    void itsPaginatorsFindAllServicesAndClusters() {
        Told services = client.list(Operation.LIST_SERVICES, Map.of("cluster", "prod", "maxResults", 4))
                .join();
        Told clusters = client.list(Operation.LIST_CLUSTERS, Map.of()).join();

        assertThat(services.pages()).hasSize(4);
        assertThat(Rows.of(services, "serviceArns")).hasSize(15).doesNotHaveDuplicates();
        assertThat(clusters.pages()).hasSize(2);
        assertThat(Rows.of(clusters, "clusterArns")).hasSize(106).doesNotHaveDuplicates();
    }

    @Test
    void aDeploymentThatItStopsIsStoppedInTruth() {
        String last = shops.web.deploymentArns().get(shops.web.deploymentArns().size() - 1);

        Told told = client.call(
                        Operation.STOP_SERVICE_DEPLOYMENT, Map.of("serviceDeploymentArn", last, "stopType", "ROLLBACK"))
                .join();
        shops.ecs.clock().advance(Duration.ofHours(2));

        assertThat(told.pages()).containsExactly(Map.of("serviceDeploymentArn", last));
        assertThat(shops.ecs.truth())
                .filteredOn(deployment -> deployment.arn().equals(last))
                .extracting(TrueDeployment::status)
                .containsExactly(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL);
    }
}
