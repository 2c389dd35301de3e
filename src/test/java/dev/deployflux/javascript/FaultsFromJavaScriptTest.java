package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    private final EcsSimulator ecs = EcsSimulator.start();

    @AfterEach
    void close() {
        ecs.close();
    }

    /** A fault, by the factory that makes it, and the end of the list: how many rows came, and what error, if any. */
    private record Spoilt(
            String factory,
            Supplier<Fault> fault,
            int rows,
            @Nullable String error,
            int attempts,
            Duration timeout) {

        static Spoilt harmless(String factory, Supplier<Fault> fault) {
            return new Spoilt(factory, fault, ROWS, null, 1, PATIENCE);
        }

        static Spoilt failing(String factory, Supplier<Fault> fault, String error) {
            return new Spoilt(factory, fault, 100, error, 1, PATIENCE);
        }

        /** The end isn't a fault's but follows from what the page says. */
        static Spoilt shorter(String factory, Supplier<Fault> fault, int rows) {
            return new Spoilt(factory, fault, rows, null, 1, PATIENCE);
        }

        /** The connection may be lent to the next call before its reset is seen, so that one has to be tried again. */
        static Spoilt healedByRetry(String factory, Supplier<Fault> fault) {
            return new Spoilt(factory, fault, ROWS, null, 3, PATIENCE);
        }

        Spoilt withError(String code) {
            return new Spoilt(factory, fault, rows, code, attempts, timeout);
        }

        Spoilt within(Duration timeout) {
            return new Spoilt(factory, fault, rows, error, attempts, timeout);
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
        return Stream.concat(
                codings,
                Stream.of(
                        Spoilt.harmless("latency", () -> Fault.latency(Duration.ofMillis(20))),
                        Spoilt.failing("hang", Fault::hang, NO_ANSWER).within(IMPATIENCE),
                        Spoilt.harmless("hold", Fault::hold),
                        Spoilt.harmless("holdWithinBody", Fault::holdWithinBody),
                        Spoilt.failing("error", () -> Fault.error("TeapotException", "short", 418), "TeapotException"),
                        Spoilt.failing("serverError", Fault::serverError, "ServerException"),
                        Spoilt.failing("throttled", Fault::throttled, "ThrottlingException"),
                        Spoilt.failing("accessDenied", Fault::accessDenied, "AccessDeniedException"),
                        Spoilt.failing("expiredToken", Fault::expiredToken, "InvalidParameterException"),
                        Spoilt.failing("resetBeforeResponse", Fault::resetBeforeResponse, NO_ANSWER),
                        Spoilt.failing("resetWithinBody", Fault::resetWithinBody, NO_ANSWER),
                        Spoilt.healedByRetry("resetAfterBody", Fault::resetAfterBody),
                        Spoilt.failing("truncatedBody", Fault::truncatedBody, NO_ANSWER),
                        Spoilt.failing("malformedJson", Fault::malformedJson, NO_ANSWER),
                        Spoilt.harmless("slowBody", () -> Fault.slowBody(4_000, Duration.ofMillis(1))),
                        Spoilt.harmless("stale", () -> Fault.stale(Duration.ofMinutes(1))),
                        Spoilt.harmless("shortPage", () -> Fault.shortPage(3)),
                        Spoilt.harmless("emptyPageWithToken", Fault::emptyPageWithToken),
                        Spoilt.harmless("unknownStatus", () -> Fault.unknownStatus("FROZEN")),
                        Spoilt.shorter("blankToken", Fault::blankToken, 200),
                        Spoilt.harmless("reorderedRows", () -> Fault.reorderedRows(7)),
                        Spoilt.harmless("nullRows", Fault::nullRows),
                        Spoilt.shorter("nullList", Fault::nullList, 150),
                        Spoilt.shorter("absentList", Fault::absentList, 150),
                        Spoilt.shorter("repeatedToken", Fault::repeatedToken, 200)
                                .withError(NO_ANSWER),
                        Spoilt.harmless(
                                "altered",
                                () -> Fault.altered("members of next year", (request, answer) -> {
                                    answer.put("surprise", 7);
                                    answer.get("serviceDeployments")
                                            .forEach(row -> ((ObjectNode) row).putObject("more"));
                                }))));
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
        ecs.cluster("prod").service("web").history(ROWS);

        Seen theirs = theirs(spoilt, sdk);
        ecs.faults().clear();
        Seen ours = ours(spoilt);

        assertThat(ours.error).isEqualTo(spoilt.error);
        assertThat(ours.rows.size()).isEqualTo(spoilt.rows);
        assertThat(theirs.error).isEqualTo(ours.error);
        Rows.assertSame(theirs.rows, ours.rows);
    }

    private void onPageTwo(Fault fault) {
        ecs.faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault).skip(1));
        if (fault instanceof HeldFault held) {
            held.reached().subscribe(null, closed -> {}, held::release);
        }
    }

    /** The rows, and the code of the error behind them. */
    private record Seen(List<Object> rows, @Nullable String error) {}

    /** The JavaScript SDK hands on a row that is null, and who reads it has to see to that; ours leaves it out. */
    private Seen theirs(Spoilt spoilt, JavaScriptSdk sdk) {
        onPageTwo(spoilt.fault.get());
        try (JavaScriptSdk.Client client = sdk.client(ecs, spoilt.attempts, spoilt.timeout)) {
            Told told = client.list(Operation.LIST_SERVICE_DEPLOYMENTS, QUERY).join();
            List<Object> rows = Rows.of(told, "serviceDeployments").stream()
                    .filter(Objects::nonNull)
                    .toList();
            Failure failure = told.failure();
            return new Seen(rows, failure == null ? null : failure.ofService() ? failure.name() : NO_ANSWER);
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
        return new Seen(rows, code.get());
    }
}
