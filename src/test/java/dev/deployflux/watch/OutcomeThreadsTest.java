package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
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

    /**
     * Answers on other threads; what isn't over yet soon is. Two calls at once for one deployment are rivals, of which
     * one must be about to be aborted: neither is answered before the other has ended, so the waits for two calls that
     * are both wanted never end.
     */
    private static final class Busy implements EcsAsyncClient {
        private final Map<String, Call> newest = new HashMap<>();
        private final AtomicInteger answers = new AtomicInteger();
        private final HeldDescribes held = new HeldDescribes();

        private static final class Call {
            private final CompletableFuture<DescribeServiceDeploymentsResponse> future = new CompletableFuture<>();
            private final List<String> arns;
            private final Set<Call> rivals = new HashSet<>();
            private boolean answered;

            Call(List<String> arns) {
                this.arns = arns;
            }
        }

        @Override
        public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
                DescribeServiceDeploymentsRequest request) {
            if (held.isHolding()) {
                return held.hold();
            }
            Call call = begun(new Call(request.serviceDeploymentArns()));
            var unused = call.future.whenComplete(
                    (answer, error) -> withoutRivals(call).forEach(this::answer));
            answer(call);
            return call.future;
        }

        private synchronized Call begun(Call call) {
            for (String arn : call.arns) {
                Call other = newest.put(arn, call);
                if (other != null && !other.answered && !other.future.isDone()) {
                    other.rivals.add(call);
                    call.rivals.add(other);
                }
            }
            return call;
        }

        /** Who has none any more, now that this call has ended. */
        private synchronized List<Call> withoutRivals(Call ended) {
            ended.rivals.forEach(each -> each.rivals.remove(ended));
            return ended.rivals.stream().filter(each -> each.rivals.isEmpty()).toList();
        }

        private void answer(Call call) {
            ForkJoinPool.commonPool().execute(() -> {
                if (mayBeAnswered(call)) {
                    call.future.complete(answer(call.arns, answers.incrementAndGet()));
                }
            });
        }

        private synchronized boolean mayBeAnswered(Call call) {
            if (call.answered || !call.rivals.isEmpty()) {
                return false;
            }
            call.answered = true;
            return true;
        }

        private static DescribeServiceDeploymentsResponse answer(List<String> arns, int number) {
            OutcomeClient deployments = new OutcomeClient();
            for (String arn : arns) {
                String id = arn.substring(arn.lastIndexOf('/') + 1);
                deployments.put(id, number % 3 == 0 ? SUCCESSFUL : number % 3 == 1 ? STOPPED : IN_PROGRESS);
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
        client.held.canBeUnderWay(4, watcher);
        polling.disposeGracefully().block(Duration.ofSeconds(30));

        assertThat(outcomes.get()).isPositive();
        assertThat(watcher.awaited()).isZero();
    }
}
