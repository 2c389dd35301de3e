package dev.deployflux.javascript;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.javascript.JavaScriptSdk.Failure;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.ErrorCoding;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** Both SDKs make the same of an error, however it is written. */
@JavaScriptTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsFromJavaScriptTest {

    private final EcsSimulator ecs = EcsSimulator.start();
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    private JavaScriptSdk sdk;
    private JavaScriptSdk.Client client;

    @BeforeAll
    void connect(JavaScriptSdk sdk) {
        this.sdk = sdk;
        client = sdk.client(ecs, 1, Duration.ofSeconds(20));
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

    /** What is asked for, what goes wrong, and the code that both get. */
    private record Trouble(String code, boolean hasAClass, Map<String, Object> input, Fault fault) {}

    private static Stream<Trouble> troubles() {
        Map<String, Object> web = Map.of("cluster", "prod", "service", "web");
        Map<String, Object> gone = Map.of("cluster", "prod", "service", "gone");
        Map<String, Object> nowhere = Map.of("cluster", "nowhere", "service", "web");
        Map<String, Object> forged = Map.of("cluster", "prod", "service", "web", "nextToken", "forged");
        return Arrays.stream(ErrorCoding.values()).flatMap(coding -> {
            Fault written = Fault.errorCoding(coding);
            return Stream.of(
                    new Trouble("ServiceNotFoundException", true, gone, written),
                    new Trouble("ClusterNotFoundException", true, nowhere, written),
                    new Trouble("InvalidParameterException", true, forged, written),
                    new Trouble(
                            "ServerException", true, web, Fault.serverError().and(written)),
                    new Trouble(
                            "AccessDeniedException",
                            true,
                            web,
                            Fault.accessDenied().and(written)),
                    new Trouble(
                            "ThrottlingException", false, web, Fault.throttled().and(written)),
                    new Trouble(
                            "NewException",
                            false,
                            web,
                            Fault.error("NewException", "of next year", 418).and(written)));
        });
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void bothReadTheSameError(Trouble trouble) {
        Failure theirs = theirs(trouble);
        EcsException ours = ours(trouble);

        assertThat(theirs.name())
                .isEqualTo(trouble.code)
                .isEqualTo(ours.awsErrorDetails().errorCode());
        assertThat(theirs.message())
                .isNotBlank()
                .isEqualTo(ours.awsErrorDetails().errorMessage());
        assertThat(theirs.status()).isEqualTo(ours.statusCode());
        assertThat(theirs.requestId()).isNotBlank();
        assertThat(theirs.ofService()).isTrue();
        assertThat(theirs.ofItsClass()).isEqualTo(trouble.hasAClass);
        assertThat(ours.getClass() != EcsException.class).isEqualTo(trouble.hasAClass);
    }

    @Test
    void itTriesAgainWhatTheJavaSdkTriesAgain() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.throttled()).times(1));
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).times(1));

        try (JavaScriptSdk.Client patient = sdk.client(ecs, 3, Duration.ofSeconds(20))) {
            var told = patient.call(Operation.LIST_SERVICE_DEPLOYMENTS, Map.of("cluster", "prod", "service", "web"))
                    .join();

            assertThat(told.failure()).isNull();
            assertThat(Rows.arns(told)).hasSize(1);
        }
        assertThat(ecs.calls().count()).isEqualTo(3);
    }

    private Failure theirs(Trouble trouble) {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, trouble.fault);
        return requireNonNull(client.call(Operation.LIST_SERVICE_DEPLOYMENTS, trouble.input)
                .join()
                .failure());
    }

    private EcsException ours(Trouble trouble) {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, trouble.fault);
        Throwable thrown = catchThrowable(() -> ServiceDeployments.create(once)
                .list(r -> r.cluster((String) trouble.input.get("cluster"))
                        .service((String) trouble.input.get("service"))
                        .nextToken((String) trouble.input.get("nextToken")))
                .blockLast());
        assertThat(thrown).isInstanceOf(EcsException.class);
        return (EcsException) thrown;
    }
}
