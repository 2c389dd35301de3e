package dev.deployflux;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Every race between request, cancel and the arrival of a page, with the outcomes that are allowed. Each has two actors:
 * jcstress leaves out a test that has more of them than the machine has cores.
 */
abstract class PageWalkStress {

    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both rows, then the end")
    @State
    public static class RequestRacesArrival extends Race {
        {
            walk.request(1);
        }

        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "2, 2, 0", expect = Expect.ACCEPTABLE, desc = "both demands met by the one page that they need")
    @State
    public static class RequestRacesRequest extends Race {
        {
            lastPage = 2;
            answersAtOnce = true;
        }

        @Actor
        public void one() {
            walk.request(1);
        }

        @Actor
        public void other() {
            walk.request(1);
        }

        @Arbiter
        public void outcome(III_Result result) {
            result.r1 = emitted();
            result.r2 = calls.get() * 2;
            result.r3 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: no call")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "requested first: the call is aborted")
    @State
    public static class CancelRacesRequest extends Race {
        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = calls.get();
            result.r2 = calls.get() == 0 || !future(0).isCancelled() ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first: the call is aborted, there is no page")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "every row of the page was emitted or discarded")
    @State
    public static class CancelRacesArrival extends Race {
        {
            walk.request(1);
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted() + discarded.get();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled before the page")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "every row accounted for")
    @State
    public static class CancelRacesRequestAndArrival extends Race {
        {
            lastPage = 9;
            walk.request(1);
        }

        @Actor
        public void requestAndCancel() {
            walk.request(Long.MAX_VALUE);
            walk.cancel();
        }

        @Actor
        public void arrival() {
            answer(0);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted() + discarded.get();
            result.r2 = calls.get() > 1 && !future(1).isCancelled() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "4, 1", expect = Expect.ACCEPTABLE, desc = "all rows of both pages, then the end")
    @State
    public static class ArrivalRacesDelivery extends Race {
        {
            lastPage = 1;
            walk.request(Long.MAX_VALUE);
        }

        /** The call for the second page is made before the first row of this one is emitted. */
        @Actor
        public void delivery() {
            answer(0);
        }

        @Actor
        public void arrival() {
            answer(1);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = ends;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the error, once")
    @State
    public static class RequestRacesError extends Race {
        {
            walk.request(1);
        }

        @Actor
        public void request() {
            walk.request(1);
        }

        @Actor
        public void failure() {
            future(0).completeExceptionally(failure);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = errors;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled first")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the error, once")
    @State
    public static class CancelRacesError extends Race {
        {
            walk.request(1);
        }

        @Actor
        public void cancel() {
            walk.cancel();
        }

        @Actor
        public void failure() {
            future(0).completeExceptionally(failure);
        }

        @Arbiter
        public void outcome(II_Result result) {
            result.r1 = emitted();
            result.r2 = errors;
        }
    }

    /** A walk over pages of two rows, and all that can be seen of it. An overlap of signals spoils every outcome. */
    abstract static class Race implements CoreSubscriber<Integer>, PageSource<List<Integer>> {
        final RuntimeException failure = new IllegalStateException("down");

        private static final int OVERLAP = 1_000;

        /** Instead of a log line for each of millions. */
        private static final Context IGNORES_LATE_ERRORS =
                Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) error -> {});

        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger discarded = new AtomicInteger();
        final Subscription walk = new PageWalk<>(this, this, page -> page, null, 1);
        int lastPage;
        boolean answersAtOnce;
        int ends;
        int errors;

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

        @Override
        public Mono<List<Integer>> fetch(@Nullable String token) {
            return Mono.fromFuture(() -> {
                int page = calls.getAndIncrement();
                if (answersAtOnce) {
                    answer(page);
                }
                return future(page);
            });
        }

        @Override
        public @Nullable String nextToken(List<Integer> page) {
            int number = page.get(0) / 2;
            return number == lastPage ? null : "after " + number;
        }

        @Override
        public Context currentContext() {
            return Operators.enableOnDiscard(
                    IGNORES_LATE_ERRORS, rows -> discarded.addAndGet(rows instanceof List<?> page ? page.size() : 1));
        }

        @Override
        public void onSubscribe(Subscription subscription) {}

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
}
