package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.STOP_SERVICE_DEPLOYMENT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

@Timeout(30)
class ConnectionFaultsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EcsSimulator ecs = EcsSimulator.builder().faultScheduler(time).start();
    private final SimulatedService web = ecs.cluster("default").service("web");
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();

    @AfterEach
    void close() {
        once.close();
        ecs.close();
        time.dispose();
    }

    @Test
    void aResetBeforeTheResponseIsAnIoErrorToTheSdk() {
        inject(Fault.resetBeforeResponse());

        assertThat(failure()).isInstanceOf(SdkClientException.class).rootCause().hasMessageContaining("reset");
        assertThat(ecs.calls().all().get(0).status()).isEmpty();
    }

    @Test
    void aResetWithinTheBodyIsAnIoErrorToTheSdk() {
        web.history(100);
        inject(Fault.resetWithinBody());

        assertThat(failure()).isInstanceOf(SdkClientException.class).rootCause().hasMessageContaining("reset");
        assertThat(ecs.calls().all().get(0).status()).hasValue(200);
    }

    @Test
    void aResetAfterTheBodyLeavesTheAnswerWhole() {
        web.history(5);
        inject(Fault.resetAfterBody());

        assertThat(list().join().serviceDeployments()).hasSize(5);
        ecs.calls().whenOpenConnections(open -> open == 0).block(SOON);
        assertThat(list().join().serviceDeployments()).hasSize(5);
    }

    @Test
    void aTruncatedBodyIsAnIoErrorToTheSdk() {
        web.history(5);
        inject(Fault.truncatedBody());

        assertThat(failure()).isInstanceOf(SdkClientException.class);
        assertThat(ecs.calls().all().get(0).status()).hasValue(200);
    }

    @Test
    void aFaultOfTheSimulatorIsNoAbortOfTheClient() {
        web.history(5);
        inject(Fault.resetBeforeResponse());
        inject(Fault.resetWithinBody());
        inject(Fault.truncatedBody());
        for (int i = 0; i < 3; i++) {
            failure();
        }
        ecs.calls().whenOpenConnections(open -> open == 0).block(SOON);

        assertThat(ecs.calls().aborted()).isZero();
    }

    @Test
    void aCallWhoseAnswerIsLostIsCarriedOutAllTheSame() {
        String arn = web.deploy(DeploymentScript.successful(Duration.ofMinutes(5)));
        ecs.faults().inject(STOP_SERVICE_DEPLOYMENT, Fault.resetBeforeResponse());

        assertThat(once.stopServiceDeployment(r -> r.serviceDeploymentArn(arn))).failsWithin(SOON);

        assertThat(web.status(arn)).isEqualTo(ServiceDeploymentStatus.ROLLBACK_REQUESTED);
    }

    @Test
    void malformedJsonIsAClientErrorToTheSdk() {
        inject(Fault.malformedJson());

        assertThat(failure()).isInstanceOf(SdkClientException.class);
    }

    @Test
    void aLatencyPassesOnTheSchedulerThatWasGiven() {
        web.history(1);
        inject(Fault.latency(Duration.ofMinutes(1)));

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        ecs.calls().whenCalled(1).block(SOON);
        assertThat(ecs.calls().all().get(0).status()).isEmpty();
        advanceUntilDone(answer, Duration.ofMinutes(1));

        assertThat(answer.join().serviceDeployments()).hasSize(1);
    }

    @Test
    void aSlowBodyArrivesWhole() {
        web.history(100);
        inject(Fault.slowBody(100, Duration.ofSeconds(1)));

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        ecs.calls().whenCalled(1).block(SOON);
        advanceUntilDone(answer, Duration.ofSeconds(1));

        assertThat(answer.join().serviceDeployments()).hasSize(20);
    }

    @Test
    void aHeldCallIsAnsweredWhenItIsReleasedWithTheRowsOfThen() {
        HeldFault held = Fault.hold();
        inject(held);

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        held.reached().block(SOON);
        web.history(1);
        assertThat(answer).isNotDone();
        held.release();

        assertThat(answer.join().serviceDeployments()).hasSize(1);
    }

    @Test
    void aHungCallEndsWhenTheClientLeaves() {
        inject(Fault.hang());

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        ecs.calls().whenCalled(1).block(SOON);
        answer.cancel(true);

        ecs.calls().whenAborted(1).block(SOON);
        ecs.calls().whenOpenConnections(open -> open == 0).block(SOON);
        assertThat(ecs.calls().all().get(0).aborted()).isTrue();
    }

    @Test
    void faultsJoin() {
        HeldFault held = Fault.hold();
        inject(held.and(Fault.error("ClientException", "no", 400)).and(Fault.errorCoding(ErrorCoding.HEADER)));

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        held.reached().block(SOON);
        held.release();

        assertThat(catchThrowable(answer::join))
                .hasCauseInstanceOf(software.amazon.awssdk.services.ecs.model.ClientException.class);
        assertThat(ecs.calls().all().get(0).errorCode()).hasValue("ClientException");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.latency(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.slowBody(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.shortPage(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.stale(Duration.ofSeconds(-1)));
    }

    /** The server asks for the next pause when it likes, so time goes on until the answer is there. */
    private void advanceUntilDone(CompletableFuture<?> answer, Duration step) {
        while (!answer.isDone()) {
            time.advanceTimeBy(step);
            Thread.onSpinWait();
        }
    }

    private void inject(Fault fault) {
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, fault);
    }

    private CompletableFuture<ListServiceDeploymentsResponse> list() {
        return once.listServiceDeployments(r -> r.service("web"));
    }

    private Throwable failure() {
        return requireNonNull(catchThrowable(() -> list().join()).getCause());
    }
}
