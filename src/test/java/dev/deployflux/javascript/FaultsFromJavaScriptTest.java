package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;
import software.amazon.awssdk.services.ecs.model.EcsException;

/**
 * Each fault of the simulator on the second of three pages: a JavaScript loop and our list have the same rows, and the
 * same end.
 */
@JavaScriptTest
class FaultsFromJavaScriptTest {

    private static final Map<String, Object> QUERY = Map.of("cluster", "prod", "service", "web", "maxResults", 100);

    private final EcsSimulator ecs = EcsSimulator.start();

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void noFaultIsForgotten() {
        assertThat(Spoilt.all().map(Spoilt::factory).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(Fault.class.getDeclaredMethods())
                        .filter(method ->
                                Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("dev.deployflux.javascript.Spoilt#all")
    void bothSeeTheSameRowsAndTheSameEnd(Spoilt spoilt, JavaScriptSdk sdk) {
        List<Object> truth = historyNewestFirst();

        Seen theirs = theirs(spoilt, sdk);
        assertOnlyTheSecondCallMetAFault();
        ecs.faults().clear();
        ecs.calls().clear();
        Seen ours = ours(spoilt);
        assertOnlyTheSecondCallMetAFault();

        assertThat(theirs.pages).isEqualTo(spoilt.pages());
        assertThat(ours.error).isEqualTo(spoilt.error());
        assertThat(ours.rows.size()).isEqualTo(spoilt.rows());
        assertThat(theirs.error).isEqualTo(ours.error);
        assertThat(theirs.words).startsWith(spoilt.javaScript());
        Rows.assertSame(theirs.rows, ours.rows);
        if (!spoilt.factory().equals("reorderedRows")) {
            assertThat(truth).containsSubsequence(theirs.members("serviceDeploymentArn"));
        }
    }

    @Test
    void aStatusThatIsUnknownIsReadAsItIs(JavaScriptSdk sdk) {
        historyNewestFirst();
        List<Object> statuses = theirs("unknownStatus", sdk).members("status");

        assertThat(statuses.subList(100, 200)).containsOnly("FROZEN");
        assertThat(statuses.subList(0, 100)).doesNotContain("FROZEN");
        assertThat(statuses.subList(200, Spoilt.ROWS)).doesNotContain("FROZEN");
    }

    @Test
    void reorderedRowsAreTheSameInAnotherOrder(JavaScriptSdk sdk) {
        List<Object> truth = historyNewestFirst();
        List<Object> arns = theirs("reorderedRows", sdk).members("serviceDeploymentArn");

        assertThat(arns.subList(100, 200))
                .isNotEqualTo(truth.subList(100, 200))
                .containsExactlyInAnyOrderElementsOf(truth.subList(100, 200));
    }

    @Test
    void ofAnAlteredAnswerWhatIsKnownIsRead(JavaScriptSdk sdk) {
        historyNewestFirst();

        assertThat(theirs("altered", sdk).members("statusReason").subList(100, 200))
                .containsOnly("of next year");
    }

    @Test
    void aConnectionIsGoneThatWasResetBehindItsAnswer(JavaScriptSdk sdk) {
        historyNewestFirst();
        try (JavaScriptSdk.Client client = sdk.client(ecs, 1, Spoilt.PATIENCE)) {
            assertThat(client.call(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY)
                            .join()
                            .failure())
                    .isNull();
            assertThat(ecs.calls().openConnections()).isEqualTo(1);

            ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.resetAfterBody());
            assertThat(client.call(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY)
                            .join()
                            .failure())
                    .isNull();
            ecs.calls().whenOpenConnections(open -> open == 0).block(Spoilt.PATIENCE);
        }
    }

    @Test
    void anAnswerIsHeldUntilItIsReleased(JavaScriptSdk sdk) {
        historyNewestFirst();
        HeldFault held = Fault.hold();
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, held);
        try (JavaScriptSdk.Client client = sdk.client(ecs, 1, Spoilt.PATIENCE)) {
            var told = client.call(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY);
            held.reached().block(Spoilt.PATIENCE);
            client.call(Operation.LIST_CLUSTERS, Map.of()).join();

            assertThat(ecs.calls().all().get(0).status()).isEmpty();
            assertThat(told).isNotDone();

            held.release();
            assertThat(Rows.arns(told.join())).hasSize(100);
        }
    }

    private List<Object> historyNewestFirst() {
        List<Object> arns = new ArrayList<>(ecs.cluster("prod").service("web").history(Spoilt.ROWS));
        Collections.reverse(arns);
        return arns;
    }

    private void onPageTwo(Fault fault) {
        ecs.faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault).skip(1));
        if (fault instanceof HeldFault held) {
            held.reached().subscribe(null, closed -> {}, held::release);
        }
    }

    private void assertOnlyTheSecondCallMetAFault() {
        List<Call> calls = ecs.calls().all();
        assertThat(IntStream.range(0, calls.size())
                        .filter(i -> calls.get(i).fault().isPresent()))
                .containsExactly(1);
    }

    /** How many rows each page has, all rows that aren't null, and the code and the words of the error behind them. */
    private record Seen(
            List<Integer> pages,
            List<Object> rows,
            @Nullable String error,
            String words) {

        List<Object> members(String name) {
            return rows.stream()
                    .map(row -> ((Map<?, ?>) row).get(name))
                    .<Object>map(value -> value)
                    .collect(Collectors.toList());
        }
    }

    private Seen theirs(String factory, JavaScriptSdk sdk) {
        return theirs(
                Spoilt.all()
                        .filter(spoilt -> spoilt.factory().equals(factory))
                        .findFirst()
                        .orElseThrow(),
                sdk);
    }

    /** The JavaScript SDK hands on a row that is null, and who reads it has to see to that; ours leaves it out. */
    private Seen theirs(Spoilt spoilt, JavaScriptSdk sdk) {
        Fault fault = spoilt.fault().get();
        onPageTwo(fault);
        try (JavaScriptSdk.Client client = sdk.client(ecs, spoilt.attempts(), spoilt.timeout())) {
            Told told = client.list(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY).join();
            if (fault instanceof HeldFault held) {
                assertThat(held.reached().toFuture()).isCompleted();
            }
            List<Object> rows = Rows.of(told, "serviceDeployments").stream()
                    .filter(Objects::nonNull)
                    .toList();
            Failure failure = told.failure();
            return new Seen(
                    Rows.perPage(told, "serviceDeployments"),
                    rows,
                    failure == null ? null : failure.ofService() ? failure.name() : Spoilt.NO_ANSWER,
                    failure == null ? "" : failure.toString());
        }
    }

    private Seen ours(Spoilt spoilt) {
        onPageTwo(spoilt.fault().get());
        EcsAsyncClientBuilder builder = ecs.clientBuilder().overrideConfiguration(o -> {
            o.apiCallAttemptTimeout(spoilt.timeout());
            if (spoilt.attempts() == 1) {
                o.retryStrategy(DefaultRetryStrategy.doNotRetry());
            }
        });
        List<Object> rows = new ArrayList<>();
        AtomicReference<@Nullable String> code = new AtomicReference<>();
        try (EcsAsyncClient client = builder.build()) {
            ServiceDeployments.create(client)
                    .list(r -> r.cluster("prod").service("web"))
                    .doOnNext(row -> rows.add(Plain.of(row)))
                    .doOnError(error -> code.set(
                            error instanceof EcsException ofService
                                    ? ofService.awsErrorDetails().errorCode()
                                    : Spoilt.NO_ANSWER))
                    .onErrorComplete()
                    .blockLast(Spoilt.PATIENCE);
        }
        return new Seen(List.of(), rows, code.get(), "");
    }
}
