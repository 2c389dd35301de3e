package dev.deployflux.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

class SharedCallTest {

    private final List<MonoSink<String>> calls = new ArrayList<>();
    private final AtomicInteger aborted = new AtomicInteger();
    private final List<Object> callers = new ArrayList<>();
    private final SharedCall<String> shared = new SharedCall<>(Mono.<String>create(this::begin));

    private synchronized void begin(MonoSink<String> call) {
        calls.add(call);
        callers.add(call.contextView().getOrDefault("caller", "nobody"));
        call.onCancel(aborted::incrementAndGet);
    }

    private synchronized MonoSink<String> call(int number) {
        return calls.get(number);
    }

    @Test
    void allWhoComeBeforeTheAnswerGetThatOfOneCall() {
        List<CompletableFuture<String>> answers = IntStream.range(0, 5)
                .mapToObj(i -> shared.answer()
                        .contextWrite(context -> context.put("caller", i))
                        .toFuture())
                .toList();

        call(0).success("it");

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue("it"));
        assertThat(callers).containsExactly(0);
        assertThat(aborted).hasValue(0);
    }

    @Test
    void whoComesAfterTheAnswerMakesAnother() {
        var unused = shared.answer().toFuture();
        call(0).success("old");

        CompletableFuture<String> answer = shared.answer().toFuture();
        assertThat(answer).isNotDone();
        call(1).success("new");

        assertThat(answer).isCompletedWithValue("new");
    }

    @Test
    void anAnswerAtOnceAnErrorAndNoneArePassedOn() {
        StepVerifier.create(new SharedCall<>(Mono.just("at once")).answer())
                .expectNext("at once")
                .verifyComplete();
        StepVerifier.create(new SharedCall<>(Mono.empty()).answer()).verifyComplete();
        SharedCall<Object> failing = new SharedCall<>(Mono.error(new IllegalStateException("no")));
        StepVerifier.create(failing.answer()).verifyErrorMessage("no");
        StepVerifier.create(failing.answer()).verifyErrorMessage("no");
    }

    @Test
    void theLastWhoLeavesAbortsIt() {
        Disposable first = shared.answer().subscribe();
        Disposable second = shared.answer().subscribe();

        first.dispose();
        assertThat(aborted).hasValue(0);
        second.dispose();
        assertThat(aborted).hasValue(1);

        CompletableFuture<String> answer = shared.answer().toFuture();
        call(1).success("anew");
        assertThat(answer).isCompletedWithValue("anew");
        assertThat(aborted).hasValue(1);
    }

    /** The kind of sharing that counts apart from the source ends some of these with a {@link CancellationException}. */
    @Test
    void whoComesWhileTheLastOneLeavesIsAnswered() {
        for (int i = 0; i < 20_000; i++) {
            Disposable leaving = shared.answer().subscribe();
            List<CompletableFuture<String>> coming = new ArrayList<>();

            RaceTestUtils.race(
                    leaving::dispose, () -> coming.add(shared.answer().toFuture()));
            call(calls.size() - 1).success("answer " + i);

            assertThat(coming.get(0)).isCompletedWithValue("answer " + i);
            calls.clear();
        }
    }

    @Test
    void whoComesWhileTheAnswerComesIsAnswered() {
        for (int i = 0; i < 20_000; i++) {
            CompletableFuture<String> early = shared.answer().toFuture();
            List<CompletableFuture<String>> coming = new ArrayList<>();

            RaceTestUtils.race(
                    () -> call(0).success("one"),
                    () -> coming.add(shared.answer().toFuture()));
            if (calls.size() > 1) {
                call(1).success("two");
            }

            assertThat(early).isCompletedWithValue("one");
            assertThat(coming.get(0)).isCompleted();
            calls.clear();
        }
    }
}
