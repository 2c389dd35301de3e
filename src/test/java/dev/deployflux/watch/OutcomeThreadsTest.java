package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** Waits that begin, end and are cancelled on many threads at once. */
@Timeout(120)
class OutcomeThreadsTest {

    private static final int DEPLOYMENTS = 60;

    /** Answers on other threads; what isn't over yet soon is, and nothing is asked for twice at once. */
    private static final class Busy implements EcsAsyncClient {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private final ConcurrentHashMap<String, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();

        @Override
        public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                DescribeServiceDeploymentsRequest request) {
            int call = calls.incrementAndGet();
            CompletableFuture<DescribeServiceDeploymentsResponse> future = new CompletableFuture<>();
            for (String arn : request.serviceDeploymentArns()) {
                CompletableFuture<?> other = underWay.put(arn, future);
                if (other != null && !other.isDone()) {
                    overlapped.set(true);
                }
            }
            ForkJoinPool.commonPool().execute(() -> future.complete(answer(request.serviceDeploymentArns(), call)));
            return future;
        }

        private static DescribeServiceDeploymentsResponse answer(List<String> arns, int call) {
            OutcomeClient deployments = new OutcomeClient();
            for (String arn : arns) {
                String id = arn.substring(arn.lastIndexOf('/') + 1);
                deployments.put(id, call % 3 == 0 ? SUCCESSFUL : call % 3 == 1 ? STOPPED : IN_PROGRESS);
            }
            return DescribeServiceDeploymentsResponse.builder()
                    .serviceDeployments(deployments.deployments.values())
                    .build();
        }

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            return CompletableFuture.supplyAsync(
                    () -> ListServiceDeploymentsResponse.builder().build());
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void nothingIsLostAskedForTwiceOrLeftBehind() {
        Busy client = new Busy();
        Scheduler polling = Schedulers.newParallel("polling", 2);
        DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(client))
                .scheduler(polling)
                .interval(Duration.ofMillis(2))
                .concurrency(4)
                .build();
        AtomicInteger outcomes = new AtomicInteger();
        Scheduler threads = Schedulers.newBoundedElastic(4, 100, "waits");

        // A third is cancelled at once, a third when it may have ended, a third waits for its outcome.
        Flux.range(0, 4)
                .flatMap(thread -> Mono.fromRunnable(() -> {
                            Random random = new Random(thread);
                            for (int i = 0; i < 2_000; i++) {
                                Mono<DeploymentOutcome> wait =
                                        watcher.awaitOutcome(OutcomeClient.arn("d" + random.nextInt(DEPLOYMENTS)));
                                switch (random.nextInt(3)) {
                                    case 0 -> wait.subscribe().dispose();
                                    case 1 -> {
                                        List<Disposable> some = IntStream.range(0, 5)
                                                .mapToObj(n -> wait.subscribe())
                                                .toList();
                                        Thread.onSpinWait();
                                        some.forEach(Disposable::dispose);
                                    }
                                    default -> {
                                        wait.block(Duration.ofSeconds(30));
                                        outcomes.incrementAndGet();
                                    }
                                }
                            }
                        })
                        .subscribeOn(threads))
                .doFinally(end -> threads.dispose())
                .blockLast();
        // A cancel may meet a call that another thread is just about to begin, and aborts it there.
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS))
                .isTrue();
        polling.disposeGracefully().block(Duration.ofSeconds(30));

        assertThat(outcomes.get()).isPositive();
        assertThat(watcher.awaited()).isZero();
        assertThat(watcher.freeSlots()).isEqualTo(4);
        assertThat(client.overlapped).isFalse();
    }
}
