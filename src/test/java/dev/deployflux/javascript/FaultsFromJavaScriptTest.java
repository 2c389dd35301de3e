package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.ErrorCoding;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;
import software.amazon.awssdk.services.ecs.model.EcsException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each fault of the simulator on the second of three pages: a JavaScript loop and our list have the same rows, and the
 * same end.
 */
@JavaScriptTest
class FaultsFromJavaScriptTest {

    private static final int ROWS = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);
    private static final Map<String, Object> QUERY = Map.of("cluster", "prod", "service", "web", "maxResults", 100);

    /** The code of a service's error, or this one: no answer came, or none that can be read. */
    private static final String NO_ANSWER = "no answer";

    private static final String TIMEOUT = "TimeoutError: @smithy/node-http-handler";

    private final EcsSimulator ecs = EcsSimulator.start();

    @AfterEach
    void close() {
        ecs.close();
    }

    /**
     * A fault, by the factory that makes it, and what becomes of the list.
     *
     * @param pages how many rows each page of the loop has, those that are null among them
     * @param rows how many rows that makes without the nulls
     * @param error the code of the error behind them, if there is one
     * @param javaScript the beginning of what JavaScript says of it
     */
    private record Spoilt(
            String factory,
            Supplier<Fault> fault,
            List<Integer> pages,
            int rows,
            @Nullable String error,
            String javaScript,
            int attempts,
            Duration timeout) {

        static Spoilt pages(String factory, Supplier<Fault> fault, Integer... pages) {
            int rows = Stream.of(pages).mapToInt(Integer::intValue).sum();
            return new Spoilt(factory, fault, List.of(pages), rows, null, "", 1, PATIENCE);
        }

        static Spoilt harmless(String factory, Supplier<Fault> fault) {
            return pages(factory, fault, 100, 100, 50);
        }

        static Spoilt failing(String factory, Supplier<Fault> fault, String code) {
            return pages(factory, fault, 100).with(code, code + ": ");
        }

        /** No answer, or none that can be read. */
        static Spoilt broken(String factory, Supplier<Fault> fault, String javaScript) {
            return pages(factory, fault, 100).with(NO_ANSWER, javaScript);
        }

        Spoilt with(String code, String beginning) {
            return new Spoilt(factory, fault, pages, rows, code, beginning, attempts, timeout);
        }

        Spoilt withRows(int number) {
            return new Spoilt(factory, fault, pages, number, error, javaScript, attempts, timeout);
        }

        Spoilt tried(int times) {
            return new Spoilt(factory, fault, pages, rows, error, javaScript, times, timeout);
        }

        Spoilt within(Duration impatience) {
            return new Spoilt(factory, fault, pages, rows, error, javaScript, attempts, impatience);
        }

        @Override
        public String toString() {
            return fault.get().toString();
        }
    }

    private static Stream<Spoilt> faults() {
        Stream<Spoilt> codings = Arrays.stream(ErrorCoding.values())
                .map(coding -> Spoilt.failing(
                        "errorCoding",
                        () -> Fault.expiredToken().and(Fault.errorCoding(coding)),
                        "InvalidParameterException"));
        Duration hour = Duration.ofHours(1);
        return Stream.concat(
                codings,
                Stream.of(
                        Spoilt.harmless("latency", () -> Fault.latency(Duration.ofMillis(20))),
                        Spoilt.broken("latency", () -> Fault.latency(hour), TIMEOUT)
                                .within(IMPATIENCE),
                        Spoilt.broken("hang", Fault::hang, TIMEOUT).within(IMPATIENCE),
                        Spoilt.harmless("hold", Fault::hold),
                        Spoilt.harmless("holdWithinBody", Fault::holdWithinBody),
                        Spoilt.failing("error", () -> Fault.error("TeapotException", "short", 418), "TeapotException"),
                        Spoilt.failing("serverError", Fault::serverError, "ServerException"),
                        Spoilt.failing("throttled", Fault::throttled, "ThrottlingException"),
                        Spoilt.failing("accessDenied", Fault::accessDenied, "AccessDeniedException"),
                        Spoilt.failing("expiredToken", Fault::expiredToken, "InvalidParameterException"),
                        Spoilt.broken(
                                "resetBeforeResponse", Fault::resetBeforeResponse, "TimeoutError: read ECONNRESET"),
                        Spoilt.broken("resetWithinBody", Fault::resetWithinBody, "Error: aborted"),
                        // The connection may be lent to the next call before its reset is seen.
                        Spoilt.harmless("resetAfterBody", Fault::resetAfterBody).tried(3),
                        Spoilt.broken("truncatedBody", Fault::truncatedBody, "Error: aborted"),
                        Spoilt.broken("malformedJson", Fault::malformedJson, "SyntaxError: "),
                        Spoilt.harmless("slowBody", () -> Fault.slowBody(4_000, Duration.ofMillis(1))),
                        Spoilt.broken("slowBody", () -> Fault.slowBody(4_000, hour), TIMEOUT)
                                .within(IMPATIENCE),
                        // As of then, the first twenty rows of the page weren't there.
                        Spoilt.pages("stale", () -> Fault.stale(Duration.ofMinutes(1_205)), 100, 100, 30),
                        Spoilt.pages("shortPage", () -> Fault.shortPage(3), 100, 3, 100, 47),
                        Spoilt.pages("emptyPageWithToken", Fault::emptyPageWithToken, 100, 0, 100, 50),
                        Spoilt.harmless("unknownStatus", () -> Fault.unknownStatus("FROZEN")),
                        Spoilt.pages("blankToken", Fault::blankToken, 100, 100),
                        Spoilt.harmless("reorderedRows", () -> Fault.reorderedRows(7)),
                        Spoilt.pages("nullRows", Fault::nullRows, 100, 200, 50).withRows(ROWS),
                        Spoilt.pages("nullList", Fault::nullList, 100, 0, 50),
                        Spoilt.pages("absentList", Fault::absentList, 100, 0, 50),
                        Spoilt.pages("repeatedToken", Fault::repeatedToken, 100, 100)
                                .with(NO_ANSWER, "Error: nextToken repeats"),
                        Spoilt.harmless("altered", FaultsFromJavaScriptTest::ofNextYear)));
    }

    private static Fault ofNextYear() {
        return Fault.altered("members of next year", (request, answer) -> {
            answer.put("surprise", 7);
            answer.get("serviceDeployments").forEach(row -> {
                ((ObjectNode) row).putObject("more");
                ((ObjectNode) row).put("statusReason", "of next year");
            });
        });
    }

    @Test
    void noFaultIsForgotten() {
        assertThat(faults().map(Spoilt::factory).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(Fault.class.getDeclaredMethods())
                        .filter(method ->
                                Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void bothSeeTheSameRowsAndTheSameEnd(Spoilt spoilt, JavaScriptSdk sdk) {
        List<Object> truth = historyNewestFirst();

        Seen theirs = theirs(spoilt, sdk);
        assertOnlyTheSecondCallMetAFault();
        ecs.faults().clear();
        ecs.calls().clear();
        Seen ours = ours(spoilt);
        assertOnlyTheSecondCallMetAFault();

        assertThat(theirs.pages).isEqualTo(spoilt.pages);
        assertThat(ours.error).isEqualTo(spoilt.error);
        assertThat(ours.rows.size()).isEqualTo(spoilt.rows);
        assertThat(theirs.error).isEqualTo(ours.error);
        assertThat(theirs.words).startsWith(spoilt.javaScript);
        Rows.assertSame(theirs.rows, ours.rows);
        if (!spoilt.factory.equals("reorderedRows")) {
            assertThat(truth).containsSubsequence(theirs.members("serviceDeploymentArn"));
        }
    }

    @Test
    void aStatusThatIsUnknownIsReadAsItIs(JavaScriptSdk sdk) {
        historyNewestFirst();
        List<Object> statuses = theirs("unknownStatus", sdk).members("status");

        assertThat(statuses.subList(100, 200)).containsOnly("FROZEN");
        assertThat(statuses.subList(0, 100)).doesNotContain("FROZEN");
        assertThat(statuses.subList(200, ROWS)).doesNotContain("FROZEN");
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
        try (JavaScriptSdk.Client client = sdk.client(ecs, 1, PATIENCE)) {
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
            ecs.calls().whenOpenConnections(open -> open == 0).block(PATIENCE);
        }
    }

    @Test
    void anAnswerIsHeldUntilItIsReleased(JavaScriptSdk sdk) {
        historyNewestFirst();
        HeldFault held = Fault.hold();
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, held);
        try (JavaScriptSdk.Client client = sdk.client(ecs, 1, PATIENCE)) {
            var told = client.call(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY);
            held.reached().block(PATIENCE);
            client.call(Operation.LIST_CLUSTERS, Map.of()).join();

            assertThat(ecs.calls().all().get(0).status()).isEmpty();
            assertThat(told).isNotDone();

            held.release();
            assertThat(Rows.arns(told.join())).hasSize(100);
        }
    }

    private List<Object> historyNewestFirst() {
        List<Object> arns = new ArrayList<>(ecs.cluster("prod").service("web").history(ROWS));
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
                faults().filter(spoilt -> spoilt.factory.equals(factory))
                        .findFirst()
                        .orElseThrow(),
                sdk);
    }

    /** The JavaScript SDK hands on a row that is null, and who reads it has to see to that; ours leaves it out. */
    private Seen theirs(Spoilt spoilt, JavaScriptSdk sdk) {
        Fault fault = spoilt.fault.get();
        onPageTwo(fault);
        try (JavaScriptSdk.Client client = sdk.client(ecs, spoilt.attempts, spoilt.timeout)) {
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
                    failure == null ? null : failure.ofService() ? failure.name() : NO_ANSWER,
                    failure == null ? "" : failure.toString());
        }
    }

    private Seen ours(Spoilt spoilt) {
        onPageTwo(spoilt.fault.get());
        EcsAsyncClientBuilder builder = ecs.clientBuilder().overrideConfiguration(o -> {
            o.apiCallAttemptTimeout(spoilt.timeout);
            if (spoilt.attempts == 1) {
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
                                    : NO_ANSWER))
                    .onErrorComplete()
                    .blockLast(PATIENCE);
        }
        return new Seen(List.of(), rows, code.get(), "");
    }
}
