package dev.deployflux.javascript;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.EcsSimulatorBuilder;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.RowOrder;
import dev.deployflux.simulator.WindowEdges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/** What the simulator's options promise, by a JavaScript loop and by our list. */
@JavaScriptTest
class OptionsFromJavaScriptTest {

    private static final Operation LIST = Operation.LIST_SERVICE_DEPLOYMENTS;

    private JavaScriptSdk sdk;
    private EcsSimulator ecs = EcsSimulator.start();

    @BeforeEach
    void take(JavaScriptSdk sdk) {
        this.sdk = sdk;
    }

    @AfterEach
    void close() {
        ecs.close();
    }

    private List<Object> history(int count, UnaryOperator<EcsSimulatorBuilder> options) {
        ecs.close();
        ecs = options.apply(EcsSimulator.builder()).start();
        return new ArrayList<>(ecs.cluster("prod").service("web").history(count));
    }

    @ParameterizedTest
    @EnumSource
    void anEdgeOfAWindowBelongsToItOrNot(WindowEdges edges) {
        // Ten minutes apart, the last of them ten minutes before now.
        List<Object> arns = history(5, options -> options.windowEdges(edges));
        Instant after = ecs.clock().instant().minus(Duration.ofMinutes(40));
        Instant before = ecs.clock().instant().minus(Duration.ofMinutes(20));
        List<Object> within = new ArrayList<>(
                switch (edges) {
                    case BOTH_INCLUSIVE -> arns.subList(1, 4);
                    case AFTER_INCLUSIVE -> arns.subList(1, 3);
                    case BEFORE_INCLUSIVE -> arns.subList(2, 4);
                    case BOTH_EXCLUSIVE -> arns.subList(2, 3);
                });
        Collections.reverse(within);

        Told told = list(Map.of("createdAt", Map.of("after", after.toString(), "before", before.toString())));

        assertThat(Rows.arns(told)).isEqualTo(within);
        assertThat(ours(request()
                        .createdAt(
                                CreatedAt.builder().after(after).before(before).build())))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreInTheOrderThatIsAskedFor(RowOrder order) {
        List<Object> oldestFirst = history(50, options -> options.rowOrder(order));
        List<Object> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);

        List<Object> arns = Rows.arns(list(Map.of("maxResults", 7)));

        assertThat(arns).isEqualTo(ours(request())).containsExactlyInAnyOrderElementsOf(oldestFirst);
        assertThat(arns.equals(newestFirst)).isEqualTo(order == RowOrder.NEWEST_FIRST);
        assertThat(arns.equals(oldestFirst)).isEqualTo(order == RowOrder.OLDEST_FIRST);
    }

    @Test
    void aFullLastPageMayLeadToAnEmptyOne() {
        history(40, options -> options.trailingEmptyPage(true));

        assertThat(Rows.perPage(list(Map.of()), "serviceDeployments")).containsExactly(20, 20, 0);
        ecs.calls().clear();
        assertThat(ours(request().maxResults(20))).hasSize(40);
        assertThat(ecs.calls().count()).isEqualTo(3);
    }

    @Test
    void aTokenLivesAsLongAsItShould() {
        history(40, options -> options.tokenLifetime(Duration.ofMinutes(1)));
        try (JavaScriptSdk.Client client = client()) {
            Object token = requireNonNull(
                    client.call(LIST, input(Map.of())).join().pages().get(0).get("nextToken"));
            Map<String, Object> second = input(Map.of("nextToken", token));

            ecs.clock().advance(Duration.ofMinutes(1));
            assertThat(Rows.arns(client.call(LIST, second).join())).hasSize(20);
            ecs.clock().advance(Duration.ofMillis(1));
            assertThat(client.call(LIST, second).join().failure())
                    .extracting(Failure::name, Failure::message)
                    .containsExactly("InvalidParameterException", "The nextToken has expired.");
        }
    }

    @Test
    void callsAreThrottledByThePublishedRates() {
        history(3, options -> options.throttling(true));
        try (JavaScriptSdk.Client client = client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.call(LIST, input(Map.of())).join().failure()).isNull();
            }
            assertThat(client.call(LIST, input(Map.of())).join().failure())
                    .extracting(Failure::name)
                    .isEqualTo("ThrottlingException");
            // Twenty a second.
            ecs.clock().advance(Duration.ofMillis(50));
            assertThat(client.call(LIST, input(Map.of())).join().failure()).isNull();
            assertThat(client.call(LIST, input(Map.of())).join().failure()).isNotNull();
        }
    }

    private JavaScriptSdk.Client client() {
        return sdk.client(ecs, 1, Duration.ofSeconds(20));
    }

    private Told list(Map<String, Object> more) {
        try (JavaScriptSdk.Client client = client()) {
            Told told = client.list(LIST, input(more)).join();
            assertThat(told.failure()).isNull();
            return told;
        }
    }

    private static Map<String, Object> input(Map<String, Object> more) {
        Map<String, Object> input = new HashMap<>(Map.of("cluster", "prod", "service", "web"));
        input.putAll(more);
        return input;
    }

    private static ListServiceDeploymentsRequest.Builder request() {
        return ListServiceDeploymentsRequest.builder().cluster("prod").service("web");
    }

    private List<Object> ours(ListServiceDeploymentsRequest.Builder request) {
        return requireNonNull(ServiceDeployments.create(ecs.client())
                .list(request.build())
                .<Object>map(row -> row.serviceDeploymentArn())
                .collectList()
                .block());
    }
}
