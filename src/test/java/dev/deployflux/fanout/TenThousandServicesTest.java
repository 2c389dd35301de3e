package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ChildJvm;
import dev.deployflux.fixture.ScriptedAccount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Four clusters, one of them with half of the services, and a million rows, against a client in memory. */
@Timeout(120)
class TenThousandServicesTest {

    private static final int SERVICES = 10_000;
    private static final int CONCURRENCY = 8;
    private static final int READ_AHEAD = 1;
    private static final int LOOKAHEAD = 1_000;

    private static ScriptedAccount account() {
        return new ScriptedAccount()
                .cluster("a", 5_000, 100)
                .cluster("b", 1_667, 100)
                .cluster("c", 1_667, 100)
                .cluster("d", 1_666, 100);
    }

    /** How many rows each service has had, which come in order: a row that comes twice, or never, is noticed. */
    private static final class Tally {
        private final Map<String, Integer> rowsOfServices = new HashMap<>();
        private volatile int rows;

        @SuppressWarnings("NonAtomicVolatileUpdate") // rows come one at a time
        void add(ServiceDeploymentBrief row) {
            int before = rowsOfServices.merge(row.serviceArn(), 1, Integer::sum) - 1;
            assertThat(row.serviceDeploymentArn()).endsWith("/" + before);
            rows++;
        }

        void assertWhole() {
            assertThat(rowsOfServices).hasSize(SERVICES);
            assertThat(rowsOfServices.values()).containsOnly(100);
        }
    }

    @Test
    void aSlowSubscriberHoldsNoMorePagesThanConcurrencyAndReadAhead() {
        Tally tally = new Tally();
        AtomicInteger most = new AtomicInteger();
        AtomicLong taken = new AtomicLong();
        AtomicLong mostAhead = new AtomicLong();
        ThreadedClient client = new ThreadedClient(calls -> {
            most.accumulateAndGet(calls - tally.rows / 100, Math::max);
            mostAhead.accumulateAndGet(taken.get() - calls, Math::max);
        });
        ServiceDeployments discovery = account().deployments();
        Flux<ServiceRef> services =
                discovery.services(discovery.clusters()).doOnNext(service -> taken.getAndIncrement());

        try (client) {
            ServiceDeployments.create(client)
                    .listAll(services, r -> {}, FanOutOptions.create())
                    .doOnNext(row -> {
                        tally.add(row);
                        if (tally.rows % 1_000 == 1) {
                            client.awaitNoCallUnderWay(); // so slow that all that may be fetched has been
                        }
                    })
                    .blockLast();
        }

        tally.assertWhole();
        assertThat(client.mostUnderWay).as("calls under way at once").isEqualTo(CONCURRENCY);
        assertThat(most).as("pages held or under way").hasValue(CONCURRENCY + READ_AHEAD);
        assertThat(mostAhead.get()).as("services taken ahead").isBetween(LOOKAHEAD / 2L, (long) LOOKAHEAD);
    }

    /** Answers on threads of its own, as the SDK does; as soon as as many calls have come as may be under way. */
    private static final class ThreadedClient implements EcsAsyncClient {
        private final ScriptedAccount account = account();
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private final CountDownLatch firstCalls = new CountDownLatch(CONCURRENCY);
        private final IntConsumer beforeCall;
        private int calls;
        private int underWay;
        private int mostUnderWay;

        ThreadedClient(IntConsumer beforeCall) {
            this.beforeCall = beforeCall;
        }

        @Override
        public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
                ListServiceDeploymentsRequest request) {
            synchronized (this) {
                mostUnderWay = Math.max(mostUnderWay, ++underWay);
                beforeCall.accept(++calls);
            }
            firstCalls.countDown();
            CompletableFuture<ListServiceDeploymentsResponse> answer = new CompletableFuture<>();
            threads.execute(() -> {
                await(firstCalls);
                ListServiceDeploymentsResponse page =
                        account.listServiceDeployments(request).join();
                synchronized (this) {
                    underWay--;
                    notifyAll();
                }
                answer.complete(page);
            });
            return answer;
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        synchronized void awaitNoCallUnderWay() {
            try {
                while (underWay > 0) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            threads.shutdown();
        }
    }

    /** The other process fails if a row is missing, comes twice, or finds no room. */
    @Test
    void aMillionRowsOfThemPassThroughASmallHeap(@TempDir Path directory) throws Exception {
        ChildJvm.run(directory, List.of("-Xmx40m"), TenThousandServicesTest.class.getName(), List.of());
    }

    public static void main(String[] arguments) {
        Tally tally = new Tally();
        ServiceDeployments deployments = account().deployments();
        deployments
                .listAll(deployments.services(deployments.clusters()), r -> {}, FanOutOptions.create())
                .doOnNext(tally::add)
                .blockLast();
        tally.assertWhole();
    }
}
