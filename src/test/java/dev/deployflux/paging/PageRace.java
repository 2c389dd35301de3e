package dev.deployflux.paging;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A walk over pages of two rows, and all that can be seen of it. An overlap of signals spoils every outcome. */
abstract class PageRace implements CoreSubscriber<Integer> {
    final RuntimeException failure = new IllegalStateException("down");

    private static final int OVERLAP = 1_000;

    /** Instead of a log line for each of millions. */
    private static final Context IGNORES_LATE_ERRORS =
            Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) error -> {});

    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger discarded = new AtomicInteger();
    final Subscription walk = subscribed();
    int lastPage;
    boolean answersAtOnce;
    int ends;
    int errors;

    private @Nullable Subscription subscription;
    private final AtomicInteger signalling = new AtomicInteger();
    private volatile boolean overlapped;
    private int emitted;
    private final List<CompletableFuture<List<Integer>>> futures =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());

    int emitted() {
        return overlapped ? OVERLAP : emitted;
    }

    CompletableFuture<List<Integer>> future(int page) {
        return futures.get(page);
    }

    void answer(int page) {
        future(page).complete(List.of(2 * page, 2 * page + 1));
    }

    private Subscription subscribed() {
        pages().items(page -> page).subscribe(this);
        return Objects.requireNonNull(subscription);
    }

    private Pages<List<Integer>> pages() {
        return Pages.of(token -> Mono.fromFuture(this::call), this::nextToken);
    }

    private CompletableFuture<List<Integer>> call() {
        int page = calls.getAndIncrement();
        if (answersAtOnce) {
            answer(page);
        }
        return future(page);
    }

    private @Nullable String nextToken(List<Integer> page) {
        int number = page.get(0) / 2;
        return number == lastPage ? null : "after " + number;
    }

    @Override
    public Context currentContext() {
        return Operators.enableOnDiscard(
                IGNORES_LATE_ERRORS, rows -> discarded.addAndGet(rows instanceof List<?> page ? page.size() : 1));
    }

    @Override
    public void onSubscribe(Subscription begun) {
        subscription = begun;
    }

    @Override
    public void onNext(Integer row) {
        if (signalling.getAndIncrement() != 0) {
            overlapped = true;
        }
        emitted++;
        signalling.getAndDecrement();
    }

    @Override
    public void onError(Throwable error) {
        errors += error == failure ? 1 : OVERLAP;
    }

    @Override
    public void onComplete() {
        ends++;
    }
}
