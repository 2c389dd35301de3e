package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a throttled call does to a bucket of 50 that refills by 20 a second. */
class ThrottledCallTest {

    private final HandScheduler scheduler = new HandScheduler();
    private final ApiQuota quota =
            ApiQuota.builder().bucket(SERVICES, 50, 20).scheduler(scheduler).build();

    @Test
    void emptiesTheBucketAndLowersTheRate() {
        fail(Throttled.after(1));
        assertThat(quota.state(SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(14, 0, 0));

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(quota.state(SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(14, 14, 0));
    }

    @Test
    void isRecognisedBehindOtherErrors() {
        fail(new IllegalStateException("retries exhausted", new CompletionException(Throttled.after(1))));

        assertThat(rate()).isEqualTo(14);
    }

    @Test
    void anotherErrorCostsItsPermitOnly() {
        RuntimeException circular = new RuntimeException("a");
        circular.initCause(new RuntimeException("b", circular));
        fail(new IllegalStateException("refused"));
        fail(circular);

        assertThat(quota.state(SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(20, 48, 0));
    }

    @Test
    void aBurstOfThrottlesOfCallsUnderWayCountsOnce() {
        List<Sinks.One<String>> calls = underWay(10);
        calls.forEach(call -> call.tryEmitError(Throttled.after(1)).orThrow());
        assertThat(rate()).isEqualTo(14);

        scheduler.advance(Duration.ofSeconds(2));
        List<Sinks.One<String>> later = underWay(10);
        later.forEach(call -> call.tryEmitError(Throttled.after(1)).orThrow());
        assertThat(rate()).isCloseTo(9.8, within(1e-9));
    }

    @Test
    void successesOfCallsOlderThanTheDropDoNotRaiseTheRate() {
        List<Sinks.One<String>> calls = underWay(10);
        fail(Throttled.after(1));
        calls.forEach(call -> call.tryEmitValue("answer").orThrow());
        assertThat(rate()).isEqualTo(14);

        scheduler.advance(Duration.ofSeconds(5));
        succeed();
        assertThat(rate()).isCloseTo(14.1, within(1e-9));
    }

    @Test
    void fromHalfToFullTakesAHundredSuccesses() {
        for (int i = 0; i < 2; i++) {
            fail(Throttled.after(1));
            scheduler.advance(Duration.ofSeconds(5));
        }
        while (rate() < 9.999) {
            succeed();
        }
        for (int i = 0; i < 99; i++) {
            succeed();
        }
        assertThat(rate()).isLessThan(20);
        succeed();
        assertThat(rate()).isEqualTo(20);
        succeed();
        assertThat(rate()).isEqualTo(20);
    }

    @Test
    void theRateNeverFallsUnderATwentieth() {
        for (int i = 0; i < 30; i++) {
            fail(Throttled.after(1));
            scheduler.advance(Duration.ofSeconds(5));
        }
        assertThat(rate()).isEqualTo(1);
    }

    @Test
    void attemptsOfTheSdkAreCharged() {
        fail(SdkClientException.builder()
                .message("connection reset")
                .numAttempts(4)
                .build());
        assertThat(quota.state(SERVICES)).usingRecursiveComparison().isEqualTo(new QuotaState(20, 46, 0));
    }

    @Test
    void debtDelaysTheNextCallByOneSecondsWorthAtMost() {
        List<Sinks.One<String>> calls = underWay(40);
        calls.forEach(call -> call.tryEmitError(Throttled.after(4)).orThrow());
        List<String> answers = new ArrayList<>();
        quota.pace(SERVICES, Mono.just("answer")).subscribe(answers::add);

        // 20 in debt and one to start, at 14 a second.
        scheduler.advance(Duration.ofMillis(1_499));
        assertThat(answers).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(answers).hasSize(1);
    }

    private List<Sinks.One<String>> underWay(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> {
                    Sinks.One<String> call = Sinks.one();
                    quota.pace(SERVICES, call.asMono()).subscribe(answer -> {}, error -> {});
                    return call;
                })
                .toList();
    }

    private void fail(Throwable error) {
        quota.pace(SERVICES, Mono.error(error))
                .subscribe(answer -> {}, passed -> assertThat(passed).isSameAs(error));
        scheduler.advance(Duration.ZERO);
    }

    private void succeed() {
        quota.pace(SERVICES, Mono.just("answer")).subscribe();
        scheduler.advance(Duration.ofSeconds(1));
    }

    private double rate() {
        return quota.state(SERVICES).permittedPerSecond();
    }
}
