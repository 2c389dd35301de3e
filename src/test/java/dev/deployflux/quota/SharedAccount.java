package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** ECS's bucket, the store of shares, and processes that call: all on a clock that moves by hand. */
final class SharedAccount {

    final HandScheduler time = new HandScheduler(1_000_000_000_000L);
    final MemoryShares store = new MemoryShares(() -> time.now(TimeUnit.MILLISECONDS));
    final List<Caller> processes = new ArrayList<>();
    final ServerBucket server;
    private final int burst;
    private final int perSecond;
    private final Random random;

    SharedAccount(int burst, int perSecond, long seed) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.random = new Random(seed);
        this.server = new ServerBucket(burst, perSecond, time.nanos());
    }

    Caller start() {
        Caller caller = new Caller();
        processes.add(caller);
        return caller;
    }

    void pass(Duration duration) {
        time.advance(duration);
    }

    private long millis(int most) {
        return TimeUnit.MILLISECONDS.toNanos(random.nextInt(most));
    }

    /** A process, which may be cut off from the store, stopped in its tracks, and killed. */
    final class Caller implements QuotaShares {
        final ApiQuota quota = ApiQuota.builder()
                .bucket(SERVICES, burst, perSecond)
                .scheduler(new Own(this))
                .shared(this)
                .build();

        /** Calls that are made one after another by so many, with a pause between. */
        int callers;

        LongSupplier pause = () -> 0;
        boolean cutOff;
        boolean paused;
        private boolean killed;
        private final List<Runnable> whenResumed = new ArrayList<>();
        private int calling;
        int arrivals;
        int answers;

        void callers(int wanted) {
            callers = wanted;
            while (calling < callers) {
                calling++;
                call();
            }
        }

        private void call() {
            if (calling > callers) {
                calling--;
                return;
            }
            quota.pace(
                            SERVICES,
                            Mono.<String>create(answer -> later(time, millis(60), () -> {
                                server.arrive(time.nanos());
                                arrivals++;
                                later(time, millis(60), () -> whenRunning(() -> answer.success("answer")));
                            })))
                    .subscribe(answer -> {
                        answers++;
                        later(time, pause.getAsLong(), () -> whenRunning(this::call));
                    });
        }

        /** Some claims are lost on their way, some answers on theirs, some take long. */
        @Override
        public Mono<Grant> claim(Claim claim) {
            return Mono.create(answer -> later(time, millis(20), () -> {
                int fate = random.nextInt(50);
                if (cutOff && random.nextBoolean()) {
                    whenRunning(() -> answer.error(new IllegalStateException("cut off")));
                } else if (!cutOff && fate > 0) {
                    Grant grant = store.answer(claim);
                    if (fate == 1) {
                        grant = store.answer(claim); // Redis was asked twice
                    }
                    Grant told = grant;
                    if (fate > 2) {
                        later(time, millis(fate == 3 ? 2_000 : 20), () -> whenRunning(() -> answer.success(told)));
                    }
                }
            }));
        }

        void pause() {
            paused = true;
        }

        void resume() {
            paused = false;
            List<Runnable> due = List.copyOf(whenResumed);
            whenResumed.clear();
            due.forEach(Runnable::run);
        }

        void kill() {
            processes.remove(this);
            killed = true;
        }

        HandScheduler time() {
            return time;
        }

        boolean holdsAShare() {
            return quota.state(SERVICES).members() > 0
                    && !quota.state(SERVICES).storeAway()
                    && quota.state(SERVICES).permittedPerSecond() > 0;
        }

        void whenRunning(Runnable task) {
            if (paused) {
                whenResumed.add(task);
            } else if (!killed) {
                task.run();
            }
        }
    }

    private static void later(Scheduler time, long nanos, Runnable task) {
        time.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** A process's scheduler, which rings nothing while the process is stopped. */
    private record Own(Caller caller, HandScheduler time) implements Scheduler {

        Own(Caller caller) {
            this(caller, caller.time());
        }

        @Override
        public long now(TimeUnit unit) {
            return time.now(unit);
        }

        @Override
        public Disposable schedule(Runnable task) {
            return time.schedule(() -> caller.whenRunning(task));
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return time.schedule(() -> caller.whenRunning(task), delay, unit);
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("one task at a time");
        }
    }
}
