package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** Every wait ends, on real threads, whatever the others and their subscribers do as its time is up. */
@Timeout(60)
class OutcomeDeadlineTest {

    private static final String ARN = OutcomeClient.arn("a");

    /** Far longer than a timeout and a callTimeout, so that only a wait that never ends fails a test. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch free = new CountDownLatch(1);

    @AfterEach
    void letBlockedThreadsGo() {
        free.countDown();
    }

    /** Nothing is ever over. */
    private static class Endless implements EcsAsyncClient {
        final AtomicInteger lists = new AtomicInteger();
        final HeldDescribes held = new HeldDescribes();

        @Override
        public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                DescribeServiceDeploymentsRequest request) {
            if (held.isHolding()) {
                return held.hold();
            }
            OutcomeClient deployments = new OutcomeClient();
            request.serviceDeploymentArns()
                    .forEach(arn -> deployments.put(arn.substring(arn.lastIndexOf('/') + 1), IN_PROGRESS));
            return deployments.describeServiceDeployments(request);
        }

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            lists.incrementAndGet();
            return CompletableFuture.completedFuture(
                    ListServiceDeploymentsResponse.builder().build());
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static DeploymentWatcher watcher(EcsAsyncClient client) {
        return DeploymentWatcher.builder(ServiceDeployments.create(client))
                .callTimeout(Duration.ofSeconds(2))
                .build();
    }

    private static CompletableFuture<Throwable> error(Mono<DeploymentOutcome> wait) {
        CompletableFuture<Throwable> error = new CompletableFuture<>();
        var unused =
                wait.subscribe(outcome -> error.completeExceptionally(new AssertionError(outcome)), error::complete);
        return error;
    }

    private static void isLate(CompletableFuture<Throwable> error) {
        assertThat(error).succeedsWithin(PATIENCE).isInstanceOf(OutcomeTimeoutException.class);
    }

    private void block() {
        try {
            free.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneWhoseTimeIsUpWhileAnotherIsToldThatItsIsUpEndsToo() throws InterruptedException {
        DeploymentWatcher watcher = watcher(new Endless());
        CountDownLatch told = new CountDownLatch(1);
        var unused = watcher.awaitOutcome(ARN, Duration.ofMillis(20)).subscribe(outcome -> {}, error -> {
            told.countDown();
            block();
        });
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Throwable> other = error(watcher.awaitOutcome(ARN, Duration.ofMillis(20)));

        isLate(other);
    }

    @ParameterizedTest
    @CsvSource({"3, 200", "10, 100", "100, 60"})
    void allWhoseTimeIsUpAtOnceEnd(int waits, int rounds) {
        Endless client = new Endless();
        DeploymentWatcher watcher = watcher(client);
        for (int round = 0; round < rounds; round++) {
            String arn = OutcomeClient.arn("d" + round);
            List<CompletableFuture<Throwable>> errors = IntStream.range(0, waits)
                    .mapToObj(i -> error(watcher.awaitOutcome(arn, Duration.ofMillis(10))))
                    .toList();

            errors.forEach(OutcomeDeadlineTest::isLate);
        }

        assertThat(watcher.awaited()).isZero();
        client.held.canBeUnderWay(8, watcher);
        assertThat(client.lists.get()).isGreaterThanOrEqualTo(rounds);
    }

    @Test
    void subscribersThatBlockDelayNoOthersTimeout() {
        DeploymentWatcher watcher = watcher(new Endless());
        List<CompletableFuture<Throwable>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var unused = watcher.awaitOutcome(ARN, Duration.ofMillis(50)).subscribe(outcome -> {}, error -> block());
            others.add(error(watcher.awaitOutcome(ARN, Duration.ofMillis(50))));
            others.add(error(watcher.awaitOutcome(OutcomeClient.arn("d" + i), Duration.ofMillis(50))));
        }

        others.forEach(OutcomeDeadlineTest::isLate);
    }

    @Test
    void aSubscriberThatBlocksOnItsOutcomeDelaysNoOthersTimeout() {
        CompletableFuture<DescribeServiceDeploymentsResponse> answer = new CompletableFuture<>();
        DeploymentWatcher watcher = watcher(new Endless() {
            @Override
            public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                    DescribeServiceDeploymentsRequest request) {
                return answer;
            }
        });
        CountDownLatch told = new CountDownLatch(1);
        var unused = watcher.awaitOutcome(ARN, Duration.ofMinutes(10)).subscribe(outcome -> {
            told.countDown();
            block();
        });
        CompletableFuture<DeploymentOutcome> behind =
                watcher.awaitOutcome(ARN, Duration.ofSeconds(2)).toFuture();

        OutcomeClient over = new OutcomeClient();
        over.put("a", SUCCESSFUL);
        Thread answering = new Thread(
                () -> answer.complete(over.describeServiceDeployments(DescribeServiceDeploymentsRequest.builder()
                                .serviceDeploymentArns(ARN)
                                .build())
                        .join()));
        answering.setDaemon(true);
        answering.start();

        assertThat(behind).succeedsWithin(PATIENCE).satisfies(outcome -> assertThat(outcome.isSuccess())
                .isTrue());
        assertThat(told.getCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"over", "stopped", "refused"})
    void aSubscriberThatBlocksOnItsOutcomeHoldsUpNoCall(String id) throws InterruptedException {
        OutcomeClient client = new OutcomeClient();
        client.put("over", SUCCESSFUL);
        client.put("stopped", STOPPED);
        client.put("other", SUCCESSFUL);
        client.describeFault = arns ->
                arns.contains(OutcomeClient.arn("refused")) ? OutcomeClient.error(400, "AccessDeniedException") : null;
        DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(client))
                .concurrency(1)
                .build();
        CountDownLatch told = new CountDownLatch(1);
        var unused = watcher.awaitOutcome(OutcomeClient.arn(id))
                .doOnTerminate(() -> {
                    told.countDown();
                    block();
                })
                .subscribe(outcome -> {}, error -> {});
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<DeploymentOutcome> other =
                watcher.awaitOutcome(OutcomeClient.arn("other")).toFuture();

        assertThat(other).succeedsWithin(PATIENCE).satisfies(outcome -> assertThat(outcome.isSuccess())
                .isTrue());
    }

    @Test
    void whoeverIsToldThatItsTimeIsUpMayBlock() {
        DeploymentWatcher watcher = watcher(new Endless() {
            @Override
            public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                    DescribeServiceDeploymentsRequest request) {
                return new CompletableFuture<>();
            }
        });
        CompletableFuture<Boolean> onATimersThread = new CompletableFuture<>();
        var unused = watcher.awaitOutcome(ARN, Duration.ofMillis(20))
                .subscribe(outcome -> {}, error -> onATimersThread.complete(Schedulers.isInNonBlockingThread()));

        assertThat(onATimersThread).succeedsWithin(PATIENCE).isEqualTo(false);
    }

    @Test
    void aClientThatBlocksHoldsNoWaitLongerThanACallTimeout() {
        DeploymentWatcher watcher = watcher(new Endless() {
            @Override
            public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                    DescribeServiceDeploymentsRequest request) {
                block();
                return super.describeServiceDeployments(request);
            }

            @Override
            public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                    ListServiceDeploymentsRequest request) {
                block();
                return super.listServiceDeployments(request);
            }
        });
        List<CompletableFuture<Throwable>> errors = IntStream.range(0, 20)
                .mapToObj(i -> error(watcher.awaitOutcome(OutcomeClient.arn("d" + i), Duration.ofMillis(50))))
                .toList();

        errors.forEach(OutcomeDeadlineTest::isLate);
    }
}
