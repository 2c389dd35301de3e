package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.quota.QuotaShares.Claim;
import dev.deployflux.quota.QuotaShares.Grant;
import dev.deployflux.quota.SharedAccount.Caller;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What is left while the store of shares is away, and how it heals. */
class SharesAwayTest extends SharedQuotaScene {

    @Test
    void withoutAStoreATwentiethIsSafeUntilItAnswers() {
        store = () -> Mono.error(new IllegalStateException("connection refused"));
        keepBusy();
        scheduler.runTasks();
        assertThat(state().storeAway()).isTrue();
        assertThat(state().permittedPerSecond())
                .as("an answer may have been lost")
                .isZero();
        assertThat(state().members()).isZero();
        advance(2_000);
        assertThat(state().permittedPerSecond()).isEqualTo(0.5);
        advance(20_000);
        assertThat(started).hasValue(10);
        assertThat(claims).as("asked each second").hasSize(23);

        store = () -> Mono.just(grant(10, 10));
        advance(2_000);
        assertThat(state().storeAway()).isFalse();
        assertThat(started.get()).isGreaterThan(18);
    }

    @Test
    void aStoreThatGoesAwayLeavesTheLastShareUntilItRunsOutAndThenTheLeast() {
        keepBusy();
        advance(5_100);
        store = () -> Mono.error(new IllegalStateException("gone"));
        advance(1_000);
        assertThat(state().storeAway()).isTrue();
        assertThat(state().permittedPerSecond()).isEqualTo(10);
        advance(1_400);
        assertThat(state().permittedPerSecond()).isEqualTo(0.25);
        int calls = started.get();
        advance(40_000);
        assertThat(started.get() - calls).isBetween(9, 11);
        assertThat(claims)
                .last()
                .extracting(Claim::holds)
                .as("it is kept anyway")
                .isEqualTo(0.0);

        store = () -> Mono.just(grant(8, 8));
        advance(1_000);
        assertThat(state().permittedPerSecond()).isEqualTo(8);
        assertThat(state().storeAway()).isFalse();
    }

    @Test
    void aStoreThatNeverAnswersIsWaitedForOnceAtATime() {
        AtomicInteger underWay = new AtomicInteger();
        store = () -> Mono.<Grant>never()
                .doOnSubscribe(any -> underWay.incrementAndGet())
                .doOnCancel(underWay::decrementAndGet);
        keepBusy();
        advance(30_000);

        assertThat(claims).hasSize(31);
        assertThat(underWay).hasValue(1);
        assertThat(started).as("a twentieth after three seconds").hasValue(13);
    }

    @Test
    void whoFoundAllTakenHasNothingToFallBackOnUntilThreeClaimsHadNoAnswer() {
        store = () -> Mono.just(new Grant(0, 0, 0, 0, 10, 2, Duration.ofMillis(2_500)));
        keepBusy();
        scheduler.runTasks();
        store = Mono::never;
        advance(2_600);
        assertThat(state().permittedPerSecond()).isZero();
        advance(1_000);
        assertThat(state().permittedPerSecond()).isEqualTo(0.5);
    }

    @Test
    void whoIsStoppedBeforeItsFirstAnswerAsksAgainWhenItWakes() {
        SharedAccount account = new SharedAccount(36, 40, 1);
        Caller busy = account.start();
        busy.callers(30);
        account.pass(Duration.ofSeconds(20));
        Caller newcomer = account.start();
        newcomer.callers(1);
        newcomer.pause();
        account.pass(Duration.ofSeconds(3));
        newcomer.resume();

        assertThat(newcomer.quota.state(SERVICES).permittedPerSecond()).isZero();
    }

    @Test
    void whateverAStoreThrowsItIsAway() {
        for (Supplier<Mono<Grant>> broken : List.<Supplier<Mono<Grant>>>of(
                () -> {
                    throw new NoClassDefFoundError("io/lettuce");
                },
                Mono::empty,
                () -> Mono.fromCallable(() -> grant(-1, 1)),
                () -> Mono.fromCallable(() -> grant(Double.NaN, 1)),
                () -> Mono.fromCallable(() -> new Grant(1, 1, 0, 0, 0, 1, Duration.ofSeconds(1))),
                () -> Mono.error(new OutOfMemoryError("fatal to Reactor")))) {
            store = broken;
            call();
            advance(2_500);
            assertThat(state().storeAway()).isTrue();
            store = () -> Mono.just(grant(10, 10));
            advance(1_000);
            assertThat(state().storeAway()).isFalse();
        }
    }

    @Test
    void anAnswerThatComesAfterItsLeaseOrAfterTheNextClaimIsOfNoUse() {
        Sinks.One<Grant> late = Sinks.one();
        store = late::asMono;
        keepBusy();
        scheduler.runTasks();
        store = Mono::never;
        advance(1_100);
        late.tryEmitValue(grant(10, 10));
        assertThat(state().permittedPerSecond()).isZero();
    }
}
