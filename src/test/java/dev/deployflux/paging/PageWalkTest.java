package dev.deployflux.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/** The operator by itself, with a subscriber that forgives nothing and pages that keep to no rule. */
class PageWalkTest {

    private final Answers pages = new Answers();
    private final Rows rows = new Rows();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnNextDropped();
        Hooks.resetOnErrorDropped();
        Hooks.resetOnEachOperator();
    }

    private Flux<Integer> flux(int readAhead) {
        return pages.described().readAhead(readAhead).items(page -> page);
    }

    private static @Nullable List<Integer> noList(List<Integer> page) {
        return null;
    }

    @Test
    @SuppressWarnings("NullAway") // it takes the function's wildcard for non-null
    void aNullListIsAnEmptyPage() {
        pages.described().<Integer>items(PageWalkTest::noList).subscribe(rows);
        rows.walk().request(1);
        pages.answer(1, List.of());

        assertThat(rows.signals).containsExactly("complete");
    }

    @Test
    void thereIsOneEndWhateverIsAskedAtIt() {
        flux(1).subscribe(rows);
        rows.requestsAtEnd = 5;
        rows.walk().request(9);
        pages.answer(1, List.of(1));
        rows.walk().request(1);
        rows.walk().cancel();

        assertThat(rows.signals).containsExactly("1", "complete");
    }

    @Test
    void thereIsOneErrorWhateverIsAskedAtIt() {
        flux(1).subscribe(rows);
        rows.requestsAtEnd = 5;
        rows.walk().request(9);
        pages.call(1).error(new IllegalStateException("down"));
        rows.walk().request(1);

        assertThat(rows.signals).containsExactly("down");
    }

    @Test
    void badDemandIsIgnored() {
        flux(1).subscribe(rows);
        rows.walk().request(2);
        rows.walk().request(0);
        rows.walk().request(-5);
        pages.answer(1, List.of(1, 2, 3), "next");

        assertThat(rows.signals).containsExactly("1", "2");
    }

    @Test
    void anEmptyPageTakesNoPlaceOfThePagesAhead() {
        flux(1).subscribe(rows);
        rows.onFirstRow = () -> {
            pages.answer(2, List.of(), "third");
            rows.signals.add("calls " + pages.calls.size());
        };
        rows.walk().request(Long.MAX_VALUE);
        pages.answer(1, List.of(1, 2), "second");

        assertThat(rows.signals).containsExactly("1", "calls 3", "2");
    }

    @Test
    @SuppressWarnings("NullAway") // what no client should answer
    void aPageOfNothingButNullsMakesRoomForTheNextAndTakesNoDemand() {
        flux(1).subscribe(rows);
        rows.walk().request(2);
        pages.answer(1, Arrays.asList(null, null, null), "second");
        pages.answer(2, Arrays.asList(null, 1, null, 2, null), "third");
        assertThat(rows.signals).containsExactly("1", "2");
        assertThat(pages.calls).hasSize(2);

        rows.walk().request(1);
        pages.answer(3, Arrays.asList(null, null));
        assertThat(rows.signals).containsExactly("1", "2", "complete");
    }

    @Test
    void everyPageInHandIsDiscardedByACancel() {
        flux(3).subscribe(rows);
        rows.onFirstRow = () -> {
            pages.answer(2, List.of(3, 4), "third");
            pages.answer(3, List.of(5, 6), "fourth");
            rows.walk().cancel();
        };
        rows.walk().request(Long.MAX_VALUE);
        pages.answer(1, List.of(1, 2), "second");

        assertThat(rows.signals).containsExactly("1");
        assertThat(rows.discarded).containsExactly(2, 3, 4, 5, 6);
        assertThat(pages.call(4).wasCancelled()).isTrue();
    }

    @Test
    void aCallThatSignalsAfterItsPageIsHeardNoMore() {
        List<Object> dropped = new ArrayList<>();
        Hooks.onNextDropped(dropped::add);
        Hooks.onErrorDropped(error -> dropped.add(String.valueOf(error.getMessage())));
        flux(1).subscribe(rows);
        rows.walk().request(9);
        pages.answer(1, List.of(1), "second");
        pages.call(1).next(List.of(7));
        pages.call(1).error(new IllegalStateException("late"));
        pages.answer(2, List.of(2));
        pages.call(1).complete();

        assertThat(rows.signals).containsExactly("1", "2", "complete");
        assertThat(dropped).containsExactly(List.of(7), "late");
    }

    @Test
    void aCallThatIsCancelledBeforeItIsSubscribedToIsAborted() {
        pages.onFetch = () -> rows.walk().cancel();
        flux(1).subscribe(rows);
        rows.walk().request(1);

        assertThat(pages.call(1).wasCancelled()).isTrue();
        assertThat(rows.signals).isEmpty();
    }

    @Test
    void assemblyHooksSeeTheOperator() {
        List<String> assembled = new ArrayList<>();
        Hooks.onEachOperator(publisher -> {
            assembled.add(publisher.getClass().getSimpleName());
            return publisher;
        });
        assertThat(flux(1)).isNotNull();

        assertThat(assembled).contains("FluxPages");
    }

    @Test
    void itCanBeScanned() {
        Flux<Integer> flux = flux(1);
        flux.subscribe(rows);
        Scannable walk = Scannable.from(rows.walk());
        rows.walk().request(5);
        assertThat(walk.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(5);
        assertThat(walk.scan(Scannable.Attr.BUFFERED)).isZero();
        rows.onFirstRow = () -> {
            pages.answer(2, List.of(3, 4, 5, 6), "third");
            assertThat(walk.scan(Scannable.Attr.BUFFERED)).as("pages").isEqualTo(2);
        };
        pages.answer(1, List.of(1, 2), "second");

        assertThat(Scannable.from(flux).scan(Scannable.Attr.RUN_STYLE)).isEqualTo(Scannable.Attr.RunStyle.ASYNC);
        assertThat(walk.scan(Scannable.Attr.RUN_STYLE)).isEqualTo(Scannable.Attr.RunStyle.ASYNC);
        assertThat(walk.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(rows);
        assertThat(walk.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isZero();
        assertThat(walk.scan(Scannable.Attr.TERMINATED)).isFalse();
        assertThat(walk.scan(Scannable.Attr.ERROR)).isNull();
        rows.walk().request(Long.MAX_VALUE);
        assertThat(walk.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(Long.MAX_VALUE);
        IllegalStateException down = new IllegalStateException("down");
        pages.call(3).error(down);
        assertThat(walk.scan(Scannable.Attr.ERROR)).isSameAs(down);
        assertThat(walk.scan(Scannable.Attr.TERMINATED)).isTrue();
        assertThat(walk.scan(Scannable.Attr.CANCELLED)).isFalse();
        rows.walk().cancel();
        assertThat(walk.scan(Scannable.Attr.CANCELLED)).isTrue();
    }

    /** Pages that the test answers, by calls that go on signalling after their end and after a cancel. */
    private static final class Answers {
        private final List<TestPublisher<List<Integer>>> calls = new ArrayList<>();
        private final List<@Nullable String> tokens = new ArrayList<>();
        private Runnable onFetch = () -> {};

        TestPublisher<List<Integer>> call(int number) {
            return calls.get(number - 1);
        }

        void answer(int call, List<Integer> rows) {
            answer(call, rows, null);
        }

        void answer(int call, List<Integer> rows, @Nullable String nextToken) {
            tokens.add(nextToken);
            call(call).next(rows);
        }

        Pages<List<Integer>> described() {
            return Pages.of(token -> call(), page -> tokens.get(tokens.size() - 1));
        }

        private Mono<List<Integer>> call() {
            TestPublisher<List<Integer>> call = TestPublisher.createNoncompliant(
                    TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.DEFER_CANCELLATION);
            calls.add(call);
            onFetch.run();
            return Mono.fromDirect(call);
        }
    }

    private static final class Rows implements CoreSubscriber<Integer> {
        private final List<String> signals = new ArrayList<>();
        private final List<Object> discarded = new ArrayList<>();
        private Runnable onFirstRow = () -> {};
        private int requestsAtEnd;
        private @Nullable Subscription walk;

        Subscription walk() {
            if (walk == null) {
                throw new IllegalStateException("not subscribed yet");
            }
            return walk;
        }

        @Override
        public Context currentContext() {
            return Operators.enableOnDiscard(Context.empty(), discarded::add);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            walk = subscription;
        }

        @Override
        public void onNext(Integer row) {
            signals.add("" + row);
            if (signals.size() == 1) {
                onFirstRow.run();
            }
        }

        @Override
        public void onError(Throwable error) {
            signals.add(String.valueOf(error.getMessage()));
            end();
        }

        @Override
        public void onComplete() {
            signals.add("complete");
            end();
        }

        private void end() {
            for (int i = 0; i < requestsAtEnd; i++) {
                walk().request(1);
            }
        }
    }
}
