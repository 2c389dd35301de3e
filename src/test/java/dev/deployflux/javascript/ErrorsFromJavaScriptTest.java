package dev.deployflux.javascript;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Answer;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.ErrorCoding;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import tools.jackson.databind.json.JsonMapper;

/** Both SDKs make the same of an error, however it is written. */
@JavaScriptTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsFromJavaScriptTest {

    private static final Operation LIST = Operation.LIST_SERVICE_DEPLOYMENTS;
    private static final Map<String, Object> WEB = Map.of("cluster", "prod", "service", "web");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EcsSimulator ecs = EcsSimulator.start();
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    private JavaScriptSdk sdk;
    private JavaScriptSdk.Client client;

    @BeforeAll
    void connect(JavaScriptSdk sdk) {
        this.sdk = sdk;
        client = sdk.client(ecs, 1, PATIENCE);
        ecs.cluster("prod").service("web").history(1);
    }

    @AfterEach
    void heal() {
        ecs.faults().clear();
        ecs.calls().clear();
    }

    @AfterAll
    void close() {
        client.close();
        once.close();
        ecs.close();
    }

    /** What is asked for, what goes wrong and how it is written, and what both get. */
    private record Trouble(
            String code, int status, boolean hasAClass, Map<String, Object> input, ErrorCoding coding, Fault fault) {

        @Override
        public String toString() {
            return code + " as " + coding;
        }
    }

    private static Stream<Trouble> troubles() {
        Map<String, Object> gone = Map.of("cluster", "prod", "service", "gone");
        Map<String, Object> nowhere = Map.of("cluster", "nowhere", "service", "web");
        Map<String, Object> forged = Map.of("cluster", "prod", "service", "web", "nextToken", "forged");
        return Arrays.stream(ErrorCoding.values()).flatMap(coding -> {
            Fault written = Fault.errorCoding(coding);
            Fault server = Fault.serverError().and(written);
            Fault denied = Fault.accessDenied().and(written);
            Fault throttled = Fault.throttled().and(written);
            Fault unheardOf = Fault.error("NewException", "of next year", 418).and(written);
            return Stream.of(
                    new Trouble("ServiceNotFoundException", 400, true, gone, coding, written),
                    new Trouble("ClusterNotFoundException", 400, true, nowhere, coding, written),
                    new Trouble("InvalidParameterException", 400, true, forged, coding, written),
                    new Trouble("ServerException", 500, true, WEB, coding, server),
                    new Trouble("AccessDeniedException", 400, true, WEB, coding, denied),
                    new Trouble("ThrottlingException", 400, false, WEB, coding, throttled),
                    new Trouble("NewException", 418, false, WEB, coding, unheardOf));
        });
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void bothReadTheSameError(Trouble trouble) {
        ecs.faults().inject(LIST, trouble.fault);
        Failure theirs = theirs(LIST.wireName(), trouble.input);
        ecs.faults().inject(LIST, trouble.fault);
        EcsException ours = ours(() -> ServiceDeployments.create(once)
                .list(r -> r.cluster((String) trouble.input.get("cluster"))
                        .service((String) trouble.input.get("service"))
                        .nextToken((String) trouble.input.get("nextToken")))
                .blockLast());

        assertSame(theirs, ours, trouble.code, trouble.status, trouble.hasAClass);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void itIsWrittenAsTheCodingSays(Trouble trouble) {
        ecs.faults().inject(LIST, trouble.fault);
        Answer answer = sdk.post(ecs, LIST.wireName(), JsonMapper.shared().writeValueAsString(trouble.input));

        assertThat(answer.status()).isEqualTo(trouble.status);
        assertThat(answer.body().get("message")).asString().isNotBlank();
        assertThat(answer.body().get("__type"))
                .isEqualTo(
                        switch (trouble.coding) {
                            case TYPE -> trouble.code;
                            case NAMESPACED_TYPE -> "com.amazonaws.ecs#" + trouble.code;
                            case HEADER, HEADER_WITH_URI -> null;
                        });
        assertThat(answer.errorType())
                .isEqualTo(
                        switch (trouble.coding) {
                            case TYPE, NAMESPACED_TYPE -> null;
                            case HEADER -> trouble.code;
                            case HEADER_WITH_URI ->
                                trouble.code + ":http://internal.amazon.com/coral/com.amazonaws.ecs/";
                        });
    }

    @Test
    void bothReadWhyADeploymentCantBeStopped() {
        String over = ecs.cluster("prod").service("web").deploymentArns().get(0);
        String gone = over.replaceFirst(".$", "_");

        assertSame(stoppedByThem(over), stoppedByUs(over), "ConflictException", 400, true);
        assertSame(stoppedByThem(gone), stoppedByUs(gone), "ServiceDeploymentNotFoundException", 400, true);
    }

    private Failure stoppedByThem(String arn) {
        return theirs(Operation.STOP_SERVICE_DEPLOYMENT.wireName(), Map.of("serviceDeploymentArn", arn));
    }

    private EcsException stoppedByUs(String arn) {
        return ours(() ->
                once.stopServiceDeployment(r -> r.serviceDeploymentArn(arn)).join());
    }

    @Test
    void bothReadThatAnOperationIsUnknown() {
        Failure theirs = theirs("CreateCluster", Map.of());
        EcsException ours = ours(() -> once.createCluster().join());

        assertSame(theirs, ours, "UnknownOperationException", 404, false);
    }

    @Test
    void aRequestThatIsNoJsonOrOfOtherTypesIsRefused() {
        assertSerializationError(sdk.post(ecs, LIST.wireName(), "{\"service\":"));
        assertSerializationError(sdk.post(ecs, LIST.wireName(), "{\"service\": 7}"));
    }

    private static void assertSerializationError(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).containsEntry("__type", "SerializationException");
    }

    @Test
    void bothTryAgainWhatIsThrottledOrTheServersFault() {
        assertThat(callsUntilItsRow(this::listedByThem)).isEqualTo(3);
        assertThat(callsUntilItsRow(this::listedByUs)).isEqualTo(3);
    }

    private int callsUntilItsRow(Supplier<Integer> list) {
        ecs.calls().clear();
        ecs.faults().inject(LIST, Fault.throttled());
        ecs.faults().inject(LIST, Fault.serverError());
        assertThat(list.get()).isEqualTo(1);
        return ecs.calls().count();
    }

    private int listedByThem() {
        try (JavaScriptSdk.Client patient = sdk.client(ecs, 3, PATIENCE)) {
            Told told = patient.call(LIST, WEB).join();
            assertThat(told.failure()).isNull();
            return Rows.arns(told).size();
        }
    }

    /** The simulator's client has the SDK's own retries. */
    private int listedByUs() {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web"))
                .join()
                .serviceDeployments()
                .size();
    }

    @Test
    void neitherTriesAgainWhatIsRefused() {
        ecs.faults().inject(LIST, FaultRule.of(Fault.accessDenied()).always());

        assertThat(catchThrowable(this::listedByUs)).hasCauseInstanceOf(AccessDeniedException.class);
        try (JavaScriptSdk.Client patient = sdk.client(ecs, 3, PATIENCE)) {
            assertThat(patient.call(LIST, WEB).join().failure())
                    .extracting(Failure::name, Failure::attempts)
                    .containsExactly("AccessDeniedException", 1);
        }
        assertThat(ecs.calls().count()).isEqualTo(2);
    }

    private static void assertSame(Failure theirs, EcsException ours, String code, int status, boolean hasAClass) {
        assertThat(theirs.name())
                .isEqualTo(code)
                .isEqualTo(ours.awsErrorDetails().errorCode());
        assertThat(theirs.message())
                .isNotBlank()
                .isEqualTo(ours.awsErrorDetails().errorMessage());
        assertThat(theirs.status()).isEqualTo(status).isEqualTo(ours.statusCode());
        assertThat(theirs.requestId()).isNotBlank();
        assertThat(theirs.ofService()).isTrue();
        assertThat(theirs.ofItsClass()).isEqualTo(hasAClass);
        assertThat(ours.getClass() != EcsException.class).isEqualTo(hasAClass);
    }

    private Failure theirs(String operation, Map<String, Object> input) {
        return requireNonNull(client.call(operation, input).join().failure());
    }

    private static EcsException ours(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        Throwable ours = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        assertThat(ours).isInstanceOf(EcsException.class);
        return (EcsException) requireNonNull(ours);
    }
}
