package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Demand from many threads, pages from others, and in every second round a cancel from yet another. */
class ManyThreadsTest {

    private static final int REQUESTERS = 4;
    private static final int ROWS = 1_000;
    private static final int ROWS_PER_PAGE = 7;

    /** The number of the repetition is its seed; the interleaving is the machine's. */
    @RepeatedTest(200)
    void rowsArriveInOrderAndOneAtATime(RepetitionInfo repetition) throws InterruptedException {
        Random random = new Random(repetition.getCurrentRepetition());
        int cancelAt = random.nextBoolean() ? 1 + random.nextInt(ROWS - 1) : Integer.MAX_VALUE;
        int readAhead = random.nextInt(4);
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTERS + 3);
        Queue<CompletableFuture<ListServiceDeploymentsResponse>> calls = new ConcurrentLinkedQueue<>();
        ScriptedClient client = ScriptedClient.answering(request -> {
            CompletableFuture<ListServiceDeploymentsResponse> call = new CompletableFuture<>();
            calls.add(call);
            threads.execute(() -> call.complete(ScriptedClient.page(request, ROWS)));
            return call;
        });
        Rows rows = new Rows(cancelAt, threads);
        ServiceDeployments.builder(client)
                .readAhead(readAhead)
                .build()
                .list(r -> r.service("web").maxResults(ROWS_PER_PAGE))
                .subscribe(rows);

        for (int i = 0; i < REQUESTERS; i++) {
            int portion = 1 + random.nextInt(20);
            threads.execute(() -> {
                for (int asked = 0; asked < ROWS; asked += portion) {
                    rows.request(portion);
                }
            });
        }

        assertThat(rows.ended.await(30, TimeUnit.SECONDS)).as("an end").isTrue();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).as("quiet").isTrue();
        assertThat(rows.overlapped).isFalse();
        assertThat(rows.arns).isEqualTo(ScriptedClient.arns(rows.arns.size()));
        if (cancelAt == Integer.MAX_VALUE) {
            assertThat(rows.arns).hasSize(ROWS);
            assertThat(calls).hasSize((ROWS + ROWS_PER_PAGE - 1) / ROWS_PER_PAGE);
        }
    }

    private static final class Rows extends BaseSubscriber<ServiceDeploymentBrief> {
        private final List<String> arns = new ArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicBoolean signalling = new AtomicBoolean();
        private final AtomicBoolean overlapped = new AtomicBoolean();
        private final int cancelAt;
        private final Executor canceller;

        Rows(int cancelAt, Executor canceller) {
            this.cancelAt = cancelAt;
            this.canceller = canceller;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(ServiceDeploymentBrief row) {
            if (!signalling.compareAndSet(false, true)) {
                overlapped.set(true);
            }
            arns.add(row.serviceDeploymentArn());
            if (arns.size() == cancelAt) {
                canceller.execute(this::cancel);
            }
            signalling.set(false);
        }

        @Override
        protected void hookOnComplete() {
            ended.countDown();
        }

        @Override
        protected void hookOnCancel() {
            ended.countDown();
        }
    }
}
