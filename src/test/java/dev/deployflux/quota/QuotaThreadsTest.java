package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.SchedulerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Real threads. */
class QuotaThreadsTest {

    private static final int THREADS = 4;
    private static final int CALLS_PER_THREAD = 50;
    private static final int BURST = 20;

    /**
     * Time stands still, so a bucket has its burst and no more, and each permit can be accounted for. Calls are
     * subscribed to, cancelled and ended on all threads. The number of the repetition is its seed; the interleaving is
     * the machine's.
     */
    @RepeatedTest(300)
    void noPermitIsLostOrMadeAmongManyThreads(RepetitionInfo repetition) {
        try (StoppedTime time = new StoppedTime()) {
            ApiQuota quota = ApiQuota.builder()
                    .bucket(SERVICES, BURST, 1)
                    .scheduler(time)
                    .build();
            AtomicInteger started = new AtomicInteger();
            List<Disposable.Composite> calls = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(repetition.getCurrentRepetition() * 31L + thread);
                Disposable.Composite own = Disposables.composite();
                calls.add(own);
                time.schedule(() -> {
                    for (int i = 0; i < CALLS_PER_THREAD; i++) {
                        boolean ends = random.nextBoolean();
                        Disposable call = quota.pace(SERVICES, Mono.defer(() -> {
                                    started.incrementAndGet();
                                    return ends ? Mono.just("answer").subscribeOn(time) : Mono.never();
                                }))
                                .subscribe();
                        own.add(call);
                        switch (random.nextInt(4)) {
                            case 0 -> call.dispose();
                            case 1, 2 -> time.schedule(call::dispose);
                            default -> {}
                        }
                    }
                });
            }
            time.awaitQuiet();
            assertThat(started.get()).isLessThanOrEqualTo(BURST);
            assertThat(quota.state(SERVICES).waiting() == 0
                            || quota.state(SERVICES).available() == 0)
                    .as("nobody waits who could run: %s", quota.state(SERVICES))
                    .isTrue();
            calls.forEach(Disposable::dispose);
            time.awaitQuiet();

            assertThat(quota.state(SERVICES))
                    .usingRecursiveComparison()
                    .isEqualTo(new QuotaState(1, BURST - started.get(), 0));
            assertThat(time.timers).hasValue(0);
        }
    }

    @Test
    void aStartThatBlocksHoldsUpNobodyElse() {
        AtomicBoolean timePasses = new AtomicBoolean();
        ApiQuota quota = ApiQuota.builder()
                .bucket(SERVICES, 2, 1_000)
                .scheduler(elastic(timePasses))
                .build();
        CountDownLatch blocked = new CountDownLatch(1);
        Mono<String> blocking = quota.pace(SERVICES, Mono.fromCallable(() -> {
            blocked.await();
            return Thread.currentThread().getName();
        }));
        Mono<Integer> others = Flux.range(0, 50)
                .flatMap(i -> quota.pace(SERVICES, Mono.just(i)), 4)
                .reduce(Integer::sum)
                .doOnSubscribe(subscription -> timePasses.set(true)) // the one that blocks waits by now
                .doOnNext(sum -> blocked.countDown());
        // The first takes the burst, so that the one that blocks has to wait, and is started by the scheduler.
        Mono<String> burst = Mono.zip(quota.pace(SERVICES, Mono.just(1)), quota.pace(SERVICES, Mono.just(2)))
                .then(Mono.zip(blocking, others, (thread, sum) -> thread));

        assertThat(burst.subscribeOn(Schedulers.parallel()).block(Duration.ofMinutes(1)))
                .as("where blocking is allowed")
                .startsWith("boundedElastic");
    }

    /** Its clock stands still until time passes. */
    private static Scheduler elastic(AtomicBoolean timePasses) {
        Scheduler elastic = Schedulers.boundedElastic();
        long start = elastic.now(TimeUnit.NANOSECONDS);
        return new SchedulerDecorator(elastic) {
            @Override
            public long now(TimeUnit unit) {
                return timePasses.get() ? super.now(unit) : unit.convert(start, TimeUnit.NANOSECONDS);
            }
        };
    }

    /** BlockHound watches the threads of {@code parallel}, on which subscribers meet at one bucket. */
    @Test
    void waitingBlocksNoThread() {
        ApiQuota quota = ApiQuota.builder().bucket(SERVICES, 10, 10_000).build();

        assertThat(Flux.range(0, 4)
                        .parallel(4)
                        .runOn(Schedulers.parallel())
                        .flatMap(rail -> Flux.range(0, 500)
                                .flatMap(i -> quota.pace(SERVICES, Mono.just(1).delayElement(Duration.ofNanos(1))), 16))
                        .sequential()
                        .count()
                        .block(Duration.ofMinutes(1)))
                .isEqualTo(2_000);
        assertThat(quota.state(SERVICES).waiting()).isZero();
    }

    /** Tasks run on threads, timers never ring. */
    private static final class StoppedTime implements Scheduler, AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        private final Phaser running = new Phaser(1);
        private final AtomicInteger timers = new AtomicInteger();

        @Override
        public long now(TimeUnit unit) {
            return 0;
        }

        @Override
        public Disposable schedule(Runnable task) {
            running.register();
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    running.arriveAndDeregister();
                }
            });
            return Disposables.disposed();
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            timers.incrementAndGet();
            return Disposables.composite(timers::decrementAndGet);
        }

        void awaitQuiet() {
            running.arriveAndAwaitAdvance();
        }

        @Override
        public Worker createWorker() {
            StoppedTime time = this;
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    return time.schedule(task);
                }

                @Override
                public void dispose() {}
            };
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
