package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.STOP_SERVICE_DEPLOYMENT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

@Timeout(30)
class ConnectionFaultsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final HeldTime time = new HeldTime();
    private final EcsSimulator ecs = EcsSimulator.builder().faultScheduler(time).start();
    private final SimulatedService web = ecs.cluster("default").service("web");
    private final EcsAsyncClient once = ecs.clientBuilder()
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();

    @AfterEach
    void close() {
        once.close();
        ecs.close();
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
        // By a client with connections of its own: the other may not have seen the reset yet.
        assertThat(ecs.client()
                        .listServiceDeployments(r -> r.service("web"))
                        .join()
                        .serviceDeployments())
                .hasSize(5);
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
        time.whenScheduled(1).block(SOON);
        assertThat(ecs.calls().all().get(0).status()).isEmpty();
        assertThat(time.passNext()).isEqualTo(Duration.ofMinutes(1));

        assertThat(answer.join().serviceDeployments()).hasSize(1);
    }

    @Test
    void aSlowBodyPausesBetweenItsPiecesAndArrivesWhole() {
        web.history(20);
        inject(Fault.slowBody(4_000, Duration.ofSeconds(1)));

        CompletableFuture<ListServiceDeploymentsResponse> answer = list();
        for (int pause = 1; pause <= 2; pause++) {
            time.whenScheduled(pause).block(SOON);
            assertThat(answer).isNotDone();
            assertThat(time.passNext()).isEqualTo(Duration.ofSeconds(1));
        }

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

        assertThat(catchThrowable(answer::join)).hasCauseInstanceOf(ClientException.class);
        assertThat(ecs.calls().all().get(0).errorCode()).hasValue("ClientException");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.latency(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.slowBody(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.shortPage(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.stale(Duration.ofSeconds(-1)));
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

    /** Time that passes task by task. Virtual time of reactor-test takes locks, which an event loop mustn't wait for. */
    private static final class HeldTime implements Scheduler {

        private record Task(Runnable work, Duration delay) {}

        private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
        private final WatchedCount scheduled = new WatchedCount();

        Mono<Void> whenScheduled(int count) {
            return scheduled.when(scheduledSoFar -> scheduledSoFar >= count);
        }

        /** Runs the next task, and tells how long it was to wait. */
        Duration passNext() {
            Task next = tasks.remove();
            next.work().run();
            return next.delay();
        }

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(new Task(task, Duration.of(delay, unit.toChronoUnit())));
            scheduled.update(count -> count + 1);
            return Disposables.single();
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("Delays need no worker");
        }
    }
}
