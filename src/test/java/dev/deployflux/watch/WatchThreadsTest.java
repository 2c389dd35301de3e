package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;

/** A watch whose calls end on other threads than its timers, and whose demand comes from a third. */
@Timeout(60)
class WatchThreadsTest {

    private static final int SERVICES = 100;
    private static final int PASSES = 30;

    /** Answers here or on another thread, well or with an error, even a fatal one. */
    private static final class Busy implements EcsAsyncClient {
        final AtomicBoolean overlapped = new AtomicBoolean();
        final AtomicInteger underWay = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            if (!asked.add(request.service())) {
                overlapped.set(true);
            }
            CompletableFuture<ListServiceDeploymentsResponse> future = new CompletableFuture<>();
            int luck = ThreadLocalRandom.current().nextInt(20);
            if (luck < 10) {
                ForkJoinPool.commonPool().execute(() -> answer(request, future, luck));
            } else {
                if (luck == 10) {
                    asked.remove(request.service());
                    underWay.decrementAndGet();
                    throw new StackOverflowError("of the client");
                }
                answer(request, future, luck);
            }
            return future;
        }

        private void answer(
                ListServiceDeploymentsRequest request,
                CompletableFuture<ListServiceDeploymentsResponse> future,
                int luck) {
            asked.remove(request.service());
            underWay.decrementAndGet();
            if (luck == 0 || luck == 11) {
                future.completeExceptionally(
                        luck == 0 ? new AssertionError("of a stub") : new NoClassDefFoundError("x"));
            } else {
                future.complete(ListServiceDeploymentsResponse.builder().build());
            }
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void noTurnIsLostAndNoneOverlaps(int concurrency) throws InterruptedException {
        Busy client = new Busy();
        DeploymentWatcher watcher = DeploymentWatcher.builder(ServiceDeployments.create(client))
                .interval(Duration.ofMillis(1))
                .idleInterval(Duration.ofMillis(1))
                .lookupInterval(Duration.ofMillis(3))
                .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
                .concurrency(concurrency)
                .build();
        Map<ServiceRef, Long> passes = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(SERVICES);
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean beside = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        BaseSubscriber<DeploymentEvent> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(DeploymentEvent event) {
                if (inside.incrementAndGet() > 1) {
                    beside.set(true);
                }
                if (event instanceof PassCompleted pass && pass.pass() == PASSES) {
                    passes.put(pass.service(), pass.pass());
                    all.countDown();
                }
                inside.decrementAndGet();
                if (ThreadLocalRandom.current().nextBoolean()) {
                    ForkJoinPool.commonPool().execute(() -> request(1));
                } else {
                    request(1);
                }
            }

            @Override
            protected void hookOnError(Throwable error) {
                ended.set(true);
            }
        };
        watcher.watch(Flux.range(0, SERVICES).map(i -> new ServiceRef("prod", "s" + i)))
                .subscribe(subscriber);

        boolean enough = all.await(40, TimeUnit.SECONDS);
        subscriber.cancel();

        assertThat(ended).isFalse();
        assertThat(enough).as("services that got there: %s", passes.keySet()).isTrue();
        assertThat(client.overlapped).isFalse();
        assertThat(beside).isFalse();
        assertThat(client.most.get()).isLessThanOrEqualTo(concurrency);
    }
}
