package dev.deployflux;

import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** Two rows on their way to one call or two, a pause that ends when it is told to, and all that can be seen of it. */
abstract class DetailsRace implements CoreSubscriber<ServiceDeployment>, Scheduler {

    private static final int OVERLAP = 1_000;

    private final CompletableFuture<DescribeServiceDeploymentsResponse> held = new CompletableFuture<>();
    private final AtomicInteger discarded = new AtomicInteger();
    private final AtomicInteger signalling = new AtomicInteger();
    private final AtomicInteger described = new AtomicInteger();
    private @Nullable FluxSink<String> sink;
    private volatile @Nullable Runnable timer;
    private volatile boolean overlapped;
    private int emitted;
    final AtomicInteger calls = new AtomicInteger();
    boolean holds;
    int ends;

    Subscription walk = Operators.emptySubscription();

    DetailsRace() {
        DetailsRoute.<String>rows(
                        Flux.create(rows -> sink = rows),
                        arn -> arn,
                        this::describe,
                        DetailsOptions.builder()
                                .pause(Duration.ofSeconds(1))
                                .scheduler(this)
                                .build())
                .subscribe(this);
    }

    @SuppressWarnings("NullAway") // set by the first demand
    FluxSink<String> rows() {
        return sink;
    }

    void row(int number) {
        rows().next(ScriptedClient.arn(number));
    }

    private Mono<DescribeServiceDeploymentsResponse> describe(Set<String> arns) {
        return Mono.fromFuture(() -> {
            calls.getAndIncrement();
            described.addAndGet(arns.size());
            return holds ? held : CompletableFuture.completedFuture(answer(arns));
        });
    }

    /** Answers the call that is held, which asked for the first row. */
    void answer() {
        held.complete(answer(List.of(ScriptedClient.arn(0))));
    }

    boolean isAborted() {
        return held.isCancelled();
    }

    private static DescribeServiceDeploymentsResponse answer(Iterable<String> arns) {
        return DescribeServiceDeploymentsResponse.builder()
                .serviceDeployments(Flux.fromIterable(arns)
                        .map(arn -> ServiceDeployment.builder()
                                .serviceDeploymentArn(arn)
                                .build())
                        .toStream()
                        .toList())
                .build();
    }

    /** The pause is over. */
    void ring() {
        Runnable ringing = timer;
        if (ringing != null) {
            ringing.run();
        }
    }

    int emitted() {
        return overlapped ? OVERLAP : emitted;
    }

    /** Rows that were given to the hook, or to a call. */
    int accountedFor() {
        return discarded.get() + described.get();
    }

    /** Time passes only while the timer rings. */
    @Override
    public long now(TimeUnit unit) {
        return timer == null ? 0 : unit.convert(Duration.ofMinutes(1));
    }

    @Override
    public Disposable schedule(Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        timer = task;
        return () -> timer = null;
    }

    @Override
    public Worker createWorker() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Context currentContext() {
        return Operators.enableOnDiscard(
                Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) error -> {}),
                row -> discarded.addAndGet(row instanceof String ? 1 : 0)); // deployments had their call
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        walk = subscription;
    }

    @Override
    public void onNext(ServiceDeployment row) {
        if (signalling.getAndIncrement() != 0) {
            overlapped = true;
        }
        emitted++;
        signalling.getAndDecrement();
    }

    @Override
    public void onError(Throwable error) {
        ends += OVERLAP;
    }

    @Override
    public void onComplete() {
        ends++;
    }
}
