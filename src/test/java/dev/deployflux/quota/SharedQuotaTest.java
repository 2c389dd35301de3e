package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.CLUSTERS;
import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.quota.QuotaShares.Claim;
import dev.deployflux.quota.QuotaShares.Grant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a share of a bucket permits, and when it is claimed. */
class SharedQuotaTest extends SharedQuotaScene {

    @Test
    void asksNobodyBeforeTheFirstCallAndStartsNoneWithoutAShare() {
        advance(10_000);
        assertThat(claims).isEmpty();
        assertThat(scheduler.timers()).isZero();
        assertThat(state().available()).isZero();

        store = Mono::never;
        call();
        scheduler.runTasks();

        assertThat(claims).singleElement().satisfies(claim -> {
            assertThat(claim.bucket()).isEqualTo(SERVICES);
            assertThat(claim.number()).isEqualTo(1);
            assertThat(claim.perSecond()).isEqualTo(10);
            assertThat(claim.burst()).isEqualTo(10);
            assertThat(claim.wants()).isEqualTo(1);
            assertThat(claim.holds()).isZero();
            assertThat(claim.holdsBurst()).isZero();
            assertThat(claim.last()).isFalse();
        });
        assertThat(started).hasValue(0);
        assertThat(state().waiting()).isEqualTo(1);
    }

    @Test
    void permitsThatNobodyElseUsesAreThereAtOnce() {
        store = () -> Mono.just(grant(5, 5, 3, 10));
        for (int i = 0; i < 5; i++) {
            call();
        }
        scheduler.runTasks();
        assertThat(started).hasValue(3);
        advance(200);
        assertThat(started).hasValue(4);
        assertThat(state().permittedPerSecond()).isEqualTo(5);
        assertThat(state().share()).isEqualTo(0.5);
        assertThat(state().members()).isEqualTo(2);
        assertThat(state().storeAway()).isFalse();
    }

    @Test
    void claimsEachSecondWhileItIsUsedAndGivesBackFiveSecondsLater() {
        call();
        advance(4_900);
        assertThat(claims).hasSize(5);
        assertThat(claims).extracting(Claim::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(claims.get(4).holds()).isEqualTo(10);
        assertThat(claims.get(4).holdsBurst()).isEqualTo(10);
        assertThat(claims.get(4).successes()).isEqualTo(1);
        assertThat(claims.get(4).wants()).isLessThan(0.2);

        advance(1_000);
        assertThat(claims).hasSize(7).last().satisfies(claim -> {
            assertThat(claim.last()).isTrue();
            assertThat(claim.holds()).isZero();
        });
        assertThat(state().permittedPerSecond()).isZero();
        assertThat(state().available()).isZero();
        assertThat(scheduler.timers()).isZero();
        advance(100_000);
        assertThat(claims).hasSize(7);
    }

    @Test
    void isUsedAgainAtOnceAfterItWasGivenBack() {
        call();
        advance(10_000);
        int before = claims.size();
        store = () -> Mono.just(grant(10, 10, 10, 10));
        call();
        scheduler.runTasks();

        assertThat(claims).hasSize(before + 1);
        assertThat(started).hasValue(2);
        assertThat(state().storeAway())
                .as("who has just given back waits for no answer")
                .isFalse();
    }

    @Test
    void aGrantCountsFromItsAnswerOnAndForAsLongAsItWasAskedFor() {
        Sinks.One<Grant> first = Sinks.one();
        store = first::asMono;
        keepBusy();
        advance(900);
        assertThat(started).hasValue(0);
        first.tryEmitValue(grant(10, 10)).orThrow();
        store = Mono::never;
        advance(1_590);
        assertThat(started).as("%s", state()).hasValue(15);
        assertThat(state().permittedPerSecond()).isEqualTo(10);
        assertThat(state().storeAway())
                .as("the next claim has waited for a second")
                .isTrue();
        advance(10);
        assertThat(state().permittedPerSecond()).as("2.5 s after it was asked").isEqualTo(0.25);
    }

    @Test
    void lessCountsAtOnceAndIsToldSoon() {
        keepBusy();
        advance(3_500);
        assertThat(state().permittedPerSecond()).isEqualTo(10);
        store = () -> Mono.just(grant(4, 4));
        int before = claims.size();
        advance(500);
        assertThat(state().permittedPerSecond()).isEqualTo(4);
        assertThat(claims).hasSize(before + 1).last().extracting(Claim::holds).isEqualTo(10.0);
        advance(RateLease.SOON / 1_000_000);
        assertThat(claims).hasSize(before + 2).last().extracting(Claim::holds).isEqualTo(4.0);
        int calls = started.get();
        advance(10_000);
        assertThat(started.get() - calls).isBetween(39, 40);
    }

    @Test
    void permitsStayWhatTheyAreWhenAShareMoves() {
        store = () -> Mono.just(grant(10, 10, 10, 10));
        call();
        advance(400);
        assertThat(state().available()).isEqualTo(10);
        store = () -> Mono.just(grant(5, 5));
        advance(600);
        assertThat(state().available()).isEqualTo(5);
        store = () -> Mono.just(grant(10, 10));
        advance(RateLease.SOON / 1_000_000);
        assertThat(state().permittedPerSecond()).isEqualTo(10);
        assertThat(state().available()).as("room to fill, but no permits").isEqualTo(5);
    }

    @Test
    void callsInFlightKeepTheirRoomInTheStoreUntilTheyEnd() {
        store = () -> Mono.just(grant(10, 10, 10, 10));
        List<Disposable> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(call(Mono.never()));
        }
        scheduler.runTasks();
        assertThat(started).hasValue(8);
        store = () -> Mono.just(grant(2, 2));
        advance(2_000);
        assertThat(claims).last().extracting(Claim::holdsBurst).isEqualTo(8);
        call();
        assertThat(started).hasValue(8);
        calls.forEach(Disposable::dispose);
        advance(2_000);
        assertThat(claims).last().extracting(Claim::holdsBurst).isEqualTo(2);
    }

    @Test
    void aThrottleHereCountsAtOnceAndIsToldSoon() {
        keepBusy();
        advance(3_100);
        Sinks.One<String> throttled = Sinks.one();
        quota.pace(SERVICES, throttled.asMono()).subscribe(any -> {}, error -> {});
        advance(200_000);
        store = Mono::never;
        int before = claims.size();
        throttled.tryEmitError(Throttled.after(1)).orThrow();
        assertThat(state().permittedPerSecond()).isEqualTo(7);
        assertThat(state().available()).isZero();
        advance(RateLease.SOON / 1_000_000);
        assertThat(claims)
                .hasSize(before + 1)
                .last()
                .extracting(Claim::throttles)
                .isEqualTo(1L);
    }

    @Test
    void aThrottleElsewhereEmptiesTheBucketHere() {
        store = () -> Mono.just(grant(5, 5, 5, 10));
        call();
        advance(950);
        assertThat(state().available()).isEqualTo(5);
        store = () -> Mono.just(grant(3.5, 5, 0, 7));
        advance(50);
        assertThat(state().available()).isZero();
        assertThat(state().permittedPerSecond()).isEqualTo(3.5);
        assertThat(state().share()).isEqualTo(0.5);
    }

    @Test
    void aStoreThatKnowsOfTheThrottleIsNotCutTwice() {
        call(Mono.never());
        advance(3_100);
        call(Mono.error(Throttled.after(1)));
        assertThat(state().permittedPerSecond()).isEqualTo(7);
        store = () -> Mono.just(grant(7, 10, 0, 7));
        advance(2_000);
        assertThat(state().permittedPerSecond()).isEqualTo(7);
    }

    @Test
    void whatIsLeftToOthersIsLeftByTheWhole() {
        List<Claim> asked = new ArrayList<>();
        ApiQuota less = ApiQuota.builder()
                .leaveForOthers(0.25)
                .scheduler(scheduler)
                .shared(claim -> {
                    asked.add(claim);
                    return Mono.never();
                })
                .build();
        less.pace(CLUSTERS, Mono.just(1)).subscribe();
        scheduler.runTasks();
        assertThat(asked).singleElement().satisfies(claim -> {
            assertThat(claim.perSecond()).isEqualTo(15);
            assertThat(claim.burst()).isEqualTo(37);
        });
    }

    @Test
    void eachBucketOfEachQuotaIsAMemberOfItsOwn() {
        call();
        quota.pace(CLUSTERS, Mono.just(1)).subscribe();
        scheduler.runTasks();
        assertThat(claims).extracting(Claim::bucket).containsExactly(SERVICES, CLUSTERS);
        assertThat(claims).extracting(Claim::member).doesNotHaveDuplicates();
    }

    @Test
    void whoSharesWithNobodyHasAll() {
        ApiQuota alone = ApiQuota.published();
        assertThat(alone.state(SERVICES).share()).isEqualTo(1);
        assertThat(alone.state(SERVICES).members()).isEqualTo(1);
        assertThat(alone.state(SERVICES).storeAway()).isFalse();
    }

    @Test
    void waitersThatLeaveLeaveNothingBehind() {
        store = Mono::never;
        Disposable waiter = call();
        advance(3_000);
        waiter.dispose();
        advance(6_000);
        assertThat(scheduler.timers()).isZero();
        assertThat(state().waiting()).isZero();
        assertThat(claims).last().extracting(Claim::last).isEqualTo(true);
    }
}
