package dev.deployflux.quota;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A bucket whose clock, timers and tasks the actors of a race move. */
abstract class PermitRace implements Scheduler {

    private static final long SECOND = 1_000_000_000L;

    final AtomicInteger firstStarts = new AtomicInteger();
    final AtomicInteger secondStarts = new AtomicInteger();
    final Sinks.One<String> answer = Sinks.one();
    final Bucket bucket;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> timers = new ConcurrentLinkedQueue<>();
    private final AtomicLong now = new AtomicLong();

    PermitRace(int burst) {
        bucket = new Bucket(Limits.of(burst, 1), () -> this, () -> this);
    }

    /** One permit a second at most, by shares. */
    PermitRace(QuotaShares shares) {
        bucket = new Bucket(Limits.of(1, 1), () -> this, () -> this, shares, ApiBucket.SERVICES);
    }

    Disposable first() {
        return subscribe(firstStarts);
    }

    Disposable second() {
        return subscribe(secondStarts);
    }

    private Disposable subscribe(AtomicInteger starts) {
        return Permit.pace(bucket, Mono.defer(() -> {
                    starts.incrementAndGet();
                    return answer.asMono();
                }))
                .subscribe();
    }

    void takeAll() {
        while (bucket.state().available() > 0) {
            Permit.pace(bucket, Mono.empty()).subscribe();
        }
    }

    void secondPasses() {
        now.addAndGet(SECOND);
    }

    void ring() {
        runOne(timers);
    }

    void runTask() {
        runOne(tasks);
    }

    private static void runOne(Queue<Runnable> queue) {
        Runnable next = queue.poll();
        if (next != null) {
            next.run();
        }
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(now.get(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        tasks.add(task);
        return Disposables.disposed();
    }

    /** Buckets are left with calls that wait, by the million: a watchdog of each would keep it. */
    @Override
    public Disposable schedulePeriodically(Runnable watchdog, long delay, long period, TimeUnit unit) {
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        timers.add(task);
        return Disposables.single();
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException("one task at a time");
    }
}
