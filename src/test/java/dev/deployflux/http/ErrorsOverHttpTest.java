package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.UnsupportedFeatureException;

/** Each error of the operation arrives as the SDK's type, not wrapped, whichever page it is of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsOverHttpTest {

    private EcsSimulator ecs;
    private EcsAsyncClient client;

    @BeforeAll
    void start() {
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(150);
        client = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        ecs.close();
    }

    @AfterEach
    void heal() {
        ecs.faults().clear();
    }

    private Flux<ServiceDeploymentBrief> list(String cluster, String service) {
        return ServiceDeployments.create(client).list(r -> r.cluster(cluster).service(service));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("AccessDeniedException", 400, AccessDeniedException.class),
                Arguments.of("ClientException", 400, ClientException.class),
                Arguments.of("ClusterNotFoundException", 400, ClusterNotFoundException.class),
                Arguments.of("InvalidParameterException", 400, InvalidParameterException.class),
                Arguments.of("ServerException", 500, ServerException.class),
                Arguments.of("ServiceNotFoundException", 400, ServiceNotFoundException.class),
                Arguments.of("UnsupportedFeatureException", 400, UnsupportedFeatureException.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void anErrorArrivesAsTheSdksType(String code, int httpStatus, Class<? extends EcsException> type) {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.error(code, "because", httpStatus));

        StepVerifier.create(list("prod", "web")).verifyErrorSatisfies(error -> {
            assertThat(error).isExactlyInstanceOf(type);
            assertThat(((EcsException) error).awsErrorDetails().errorMessage()).isEqualTo("because");
            assertThat(((EcsException) error).requestId()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void anErrorOfALaterPageComesBehindTheRowsBeforeIt(
            String code, int httpStatus, Class<? extends EcsException> type) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.error(code, "because", httpStatus)).skip(1));

        StepVerifier.create(list("prod", "web")).expectNextCount(100).verifyErrorSatisfies(error -> assertThat(error)
                .isExactlyInstanceOf(type));
    }

    @Test
    void throttlingArrivesAsWhatTheSdkRecognisesAsThrottling() {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, Fault.throttled());

        StepVerifier.create(list("prod", "web")).verifyErrorSatisfies(error -> assertThat(error)
                .isInstanceOfSatisfying(EcsException.class, throttled -> assertThat(throttled.isThrottlingException())
                        .isTrue()));
    }

    @Test
    void anUnknownServiceIsAnError() {
        StepVerifier.create(list("prod", "wbe")).verifyError(ServiceNotFoundException.class);
    }

    @Test
    void anUnknownClusterIsAnError() {
        StepVerifier.create(list("pord", "web")).verifyError(ClusterNotFoundException.class);
    }

    @Test
    void aStatusThatEcsDoesNotKnowIsAnError() {
        StepVerifier.create(ServiceDeployments.create(client)
                        .list(r -> r.cluster("prod").service("web").statusWithStrings("FROZEN")))
                .verifyError(InvalidParameterException.class);
    }

    @Test
    void aTokenOfAnotherQueryIsAnError() {
        String token = client.listServiceDeployments(r -> r.cluster("prod").service("web"))
                .join()
                .nextToken();
        ecs.cluster("prod").service("api").history(1);

        StepVerifier.create(ServiceDeployments.create(client)
                        .list(r -> r.cluster("prod").service("api").nextToken(token)))
                .verifyError(InvalidParameterException.class);
    }
}
