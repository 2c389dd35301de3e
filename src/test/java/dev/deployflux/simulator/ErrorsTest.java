package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

class ErrorsTest {

    private final EcsSimulator ecs = EcsSimulator.start();
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();

    @AfterEach
    void close() {
        once.close();
        ecs.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccessDeniedException",
                "ClientException",
                "ClusterNotFoundException",
                "ConflictException",
                "InvalidParameterException",
                "ServiceDeploymentNotFoundException",
                "ServiceNotFoundException",
                "UnsupportedFeatureException",
            })
    void theSdkMakesItsClassOfTheCode(String code) {
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.error(code, "because", 400));

        EcsException error = failure();

        assertThat(error.getClass().getSimpleName()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("because");
        assertThat(error.statusCode()).isEqualTo(400);
        assertThat(error.requestId()).isNotBlank();
    }

    @Test
    void aServerErrorHasStatus500() {
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.serverError());

        assertThat(failure())
                .isInstanceOf(ServerException.class)
                .extracting(EcsException::statusCode)
                .isEqualTo(500);
    }

    @Test
    void aThrottlingErrorIsOneToTheSdk() {
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.throttled());

        EcsException error = failure();

        assertThat(error.isThrottlingException()).isTrue();
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
    }

    @Test
    void theSdkRetriesAServerErrorByItself() {
        ecs.cluster("default").service("web").history(1);
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).times(2));

        assertThat(ecs.client()
                        .listServiceDeployments(r -> r.service("web"))
                        .join()
                        .serviceDeployments())
                .hasSize(1);
        assertThat(ecs.calls().count()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(ErrorCoding.class)
    void theSdkReadsEachCodingOfAnError(ErrorCoding coding) {
        ecs.cluster("default");
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.errorCoding(coding));

        EcsException error = failure();

        assertThat(error).isInstanceOf(ServiceNotFoundException.class);
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo("Service not found.");
        String body = error.awsErrorDetails().rawResponse().asUtf8String();
        String header = error.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("x-amzn-ErrorType")
                .orElse("");
        switch (coding) {
            case TYPE -> assertThat(body).contains("\"__type\":\"ServiceNotFoundException\"");
            case NAMESPACED_TYPE -> assertThat(body).contains("\"com.amazonaws.ecs#ServiceNotFoundException\"");
            case HEADER ->
                assertThat(header + body)
                        .startsWith("ServiceNotFoundException{")
                        .doesNotContain("__type");
            case HEADER_WITH_URI ->
                assertThat(header + body)
                        .startsWith("ServiceNotFoundException:http://")
                        .doesNotContain("__type");
        }
    }

    @Test
    void anErrorNeedsAnErrorStatus() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.error("ClientException", "no", 200))
                .withMessageContaining("400");
    }

    @Test
    void aThrowingPredicateFailsTheCallAndIsNotRetried() {
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).when(call -> {
                            throw new IllegalStateException("wrong test");
                        }));

        assertThat(catchThrowable(() -> ecs.client()
                        .listServiceDeployments(r -> r.service("web"))
                        .join()))
                .hasCauseInstanceOf(EcsException.class)
                .hasMessageContaining("wrong test");
        assertThat(ecs.calls().count()).isEqualTo(1);
    }

    private EcsException failure() {
        Throwable thrown = catchThrowable(
                () -> once.listServiceDeployments(r -> r.service("web")).join());
        assertThat(thrown.getCause()).isInstanceOf(EcsException.class);
        return (EcsException) requireNonNull(thrown.getCause());
    }
}
