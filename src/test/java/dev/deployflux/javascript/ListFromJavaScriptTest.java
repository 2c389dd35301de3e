package dev.deployflux.javascript;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.TrueDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Our list, a JavaScript loop and the simulator's truth: the same rows for each filter and each size of a page. */
@JavaScriptTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListFromJavaScriptTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final Instant EARLY = Instant.parse("2026-01-14T20:10:00.500Z");

    private final Shops shops = new Shops();
    private JavaScriptSdk.Client client;

    @BeforeAll
    void connect(JavaScriptSdk sdk) {
        client = sdk.client(shops.ecs, 1, Duration.ofSeconds(20));
    }

    @AfterAll
    void close() {
        client.close();
        shops.close();
    }

    private record Query(
            String cluster,
            String service,
            List<ServiceDeploymentStatus> status,
            @Nullable Instant after,
            @Nullable Instant before,
            @Nullable Integer maxResults) {

        Map<String, Object> javaScript() {
            Map<String, Object> input = new HashMap<>(Map.of("service", service));
            if (!cluster.isEmpty()) {
                input.put("cluster", cluster);
            }
            if (!status.isEmpty()) {
                input.put("status", status);
            }
            Map<String, Object> createdAt = new HashMap<>();
            if (after != null) {
                createdAt.put("after", after.toString());
            }
            if (before != null) {
                createdAt.put("before", before.toString());
            }
            if (!createdAt.isEmpty()) {
                input.put("createdAt", createdAt);
            }
            if (maxResults != null) {
                input.put("maxResults", maxResults);
            }
            return input;
        }

        ListServiceDeploymentsRequest java() {
            var request =
                    ListServiceDeploymentsRequest.builder().service(service).maxResults(maxResults);
            if (!cluster.isEmpty()) {
                request.cluster(cluster);
            }
            if (!status.isEmpty()) {
                request.status(status);
            }
            if (after != null || before != null) {
                request.createdAt(
                        CreatedAt.builder().after(after).before(before).build());
            }
            return request.build();
        }

        /** Both edges belong to the window. */
        boolean matches(TrueDeployment row) {
            return row.service().equals("web")
                    && row.cluster().equals(cluster.isEmpty() ? "default" : "prod")
                    && (status.isEmpty() || status.contains(row.status()))
                    && (after == null || !row.createdAt().isBefore(after))
                    && (before == null || !row.createdAt().isAfter(before));
        }

        @Override
        public String toString() {
            return javaScript().toString();
        }
    }

    private Stream<Query> queries() {
        List<ServiceDeploymentStatus> every = List.of();
        List<ServiceDeploymentStatus> bad = List.of(
                ServiceDeploymentStatus.STOPPED,
                ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL,
                ServiceDeploymentStatus.ROLLBACK_FAILED);
        Stream<Query> ofEachStatus = ServiceDeploymentStatus.knownValues().stream()
                .map(status -> new Query("prod", "web", List.of(status), null, null, 50));
        Stream<Query> others = Stream.of(
                new Query("prod", "web", every, null, null, null),
                new Query("prod", "web", every, null, null, 1),
                new Query("prod", "web", every, null, null, 7),
                new Query("prod", "web", every, null, null, 100),
                new Query(shops.web.cluster().arn(), shops.web.arn(), every, null, null, 100),
                new Query("", "web", every, null, null, null),
                new Query("prod", "web", bad, null, null, 7),
                new Query("prod", "web", every, NOON, null, 2),
                new Query("prod", "web", every, null, EARLY, 7),
                new Query("prod", "web", every, EARLY, NOON, 50),
                new Query("prod", "web", bad, EARLY, NOON, 3));
        return Stream.concat(others, ofEachStatus);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void theRowsAreThoseOfOurListAndOfTheTruth(Query query) {
        Told told = client.list(Operation.LIST_SERVICE_DEPLOYMENTS, query.javaScript())
                .join();

        List<Object> ours = ours(query.java());

        assertThat(told.failure()).isNull();
        Rows.assertSame(Rows.of(told, "serviceDeployments"), ours);
        Rows.assertSame(told(told), truth(query::matches));
        assertThat(ours).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void aPageIsAsLongAsWasAskedOrAsTheServiceOrOurListHasIt(Query query) {
        int size = query.maxResults == null ? 20 : query.maxResults;
        int ourSize = query.maxResults == null ? 100 : query.maxResults;

        Told told = client.list(Operation.LIST_SERVICE_DEPLOYMENTS, query.javaScript())
                .join();
        List<Integer> sizes = Rows.perPage(told, "serviceDeployments");
        int rows = truth(query::matches).size();

        assertThat(sizes).hasSize(pages(rows, size));
        assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(rowsOfPage -> rowsOfPage == size);

        shops.ecs.calls().clear();
        assertThat(ours(query.java())).hasSize(rows);
        assertThat(shops.ecs.calls().count()).isEqualTo(pages(rows, ourSize));
    }

    private static int pages(int rows, int size) {
        return (rows + size - 1) / size;
    }

    @Test
    void aListMayBeginAtAToken() {
        Map<String, Object> input = Map.of("cluster", "prod", "service", "web", "maxResults", 7);
        String token = (String) requireNonNull(client.call(Operation.LIST_SERVICE_DEPLOYMENTS, input)
                .join()
                .pages()
                .get(0)
                .get("nextToken"));
        Map<String, Object> further = new HashMap<>(input);
        further.put("nextToken", token);

        Told told = client.list(Operation.LIST_SERVICE_DEPLOYMENTS, further).join();
        List<Object> ours = ours(ListServiceDeploymentsRequest.builder()
                .cluster("prod")
                .service("web")
                .nextToken(token)
                .build());

        List<Object> all =
                truth(row -> row.service().equals("web") && row.cluster().equals("prod"));
        Rows.assertSame(Rows.of(told, "serviceDeployments"), ours);
        Rows.assertSame(told(told), all.subList(7, all.size()));
    }

    private List<Object> ours(ListServiceDeploymentsRequest request) {
        return requireNonNull(ServiceDeployments.create(shops.ecs.client())
                .list(request)
                .<Object>map(Plain::of)
                .collectList()
                .block());
    }

    /** What the truth knows of rows, too: it was made by no SDK. */
    private static List<Object> told(Told told) {
        return Rows.of(told, "serviceDeployments").stream()
                .map(row -> (Map<?, ?>) row)
                .<Object>map(row -> Arrays.asList(
                        row.get("serviceDeploymentArn"),
                        row.get("serviceArn"),
                        row.get("status"),
                        row.get("createdAt")))
                .toList();
    }

    private List<Object> truth(Predicate<TrueDeployment> matches) {
        return shops.ecs.truth().stream()
                .filter(matches)
                .sorted(Comparator.comparing(TrueDeployment::createdAt).reversed())
                .<Object>map(row -> List.of(
                        row.arn(),
                        "arn:aws:ecs:eu-central-1:123456789012:service/%s/%s".formatted(row.cluster(), row.service()),
                        row.status().toString(),
                        Plain.of(row.createdAt())))
                .toList();
    }
}
