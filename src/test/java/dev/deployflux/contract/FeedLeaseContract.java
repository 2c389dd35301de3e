package dev.deployflux.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What holds for the leases of any store. */
public abstract class FeedLeaseContract extends FeedStoreScene {

    static void assertRefused(Runnable write, Reason reason) {
        assertThatThrownBy(write::run)
                .isInstanceOfSatisfying(FeedStoreException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    @Test
    void aFreeRoleIsHeldByWhoClaimsIt() {
        Lease lease = claim("a");

        assertThat(lease.held()).isTrue();
        assertThat(lease.role()).isEqualTo(FeedStore.POLLER);
        assertThat(lease.holder()).isEqualTo("a");
        assertThat(lease.term()).isPositive();
        assertThat(lease.remaining()).isPositive().isLessThanOrEqualTo(LASTING);
        assertThat(lease.place()).isNull();
    }

    @Test
    void aRoleThatIsHeldIsNotGivenToAnother() {
        Lease first = claimed("a");

        Lease second = claim("b");

        assertThat(second.held()).isFalse();
        assertThat(second.holder()).isEqualTo("a");
        assertThat(second.term()).isEqualTo(first.term());
        assertThat(second.remaining()).isPositive().isLessThanOrEqualTo(LASTING);
    }

    @Test
    void aLeaseThatHasRunOutIsClaimedWithALargerTerm() {
        Lease first = claimed("a");

        advance(LASTING);

        assertThat(claimed("b").term()).isGreaterThan(first.term());
    }

    @Test
    void theSameHolderGetsANewTermWithEachClaim() {
        Lease first = claimed("a");
        Lease second = claimed("a");

        assertThat(second.term()).isGreaterThan(first.term());
        assertThat(get(store.renew(first, LASTING)).held()).isFalse();
    }

    @Test
    void aRenewedLeaseLastsLonger() {
        Lease lease = claimed("a");
        advance(Duration.ofSeconds(6));

        Lease renewed = get(store.renew(lease, LASTING));
        advance(Duration.ofSeconds(6));

        assertThat(renewed.held()).isTrue();
        assertThat(renewed.term()).isEqualTo(lease.term());
        assertThat(renewed.holder()).isEqualTo("a");
        assertThat(renewed.remaining()).isPositive().isLessThanOrEqualTo(LASTING);
        assertThat(claim("b").held()).isFalse();
    }

    @Test
    void aLeaseThatHasRunOutIsRenewedIfNobodyHasClaimedItSince() {
        Lease lease = claimed("a");
        advance(LASTING.multipliedBy(2));

        assertThat(get(store.renew(lease, LASTING)).held()).isTrue();
        assertThat(claim("b").held()).isFalse();
    }

    @Test
    void aLeaseThatAnotherHasClaimedIsNotRenewed() {
        Lease lease = claimed("a");
        advance(LASTING);
        Lease other = claimed("b");

        Lease renewed = get(store.renew(lease, LASTING));

        assertThat(renewed.held()).isFalse();
        assertThat(renewed.holder()).isEqualTo("b");
        assertThat(renewed.term()).isEqualTo(other.term());
    }

    @Test
    void aLeaseThatWasNeverClaimedIsNotRenewed() {
        Lease invented = new Lease(FeedStore.POLLER, "a", 7, true, LASTING, null);

        assertThat(get(store.renew(invented, LASTING)).held()).isFalse();
        run(store.release(invented));
        assertThat(claim("b").held()).isTrue();
    }

    @Test
    void aLeaseThatWasGivenBackIsFreeAtOnceAndIsNotRenewed() {
        Lease lease = claimed("a");
        run(store.release(lease));

        assertThat(get(store.renew(lease, LASTING)).held()).isFalse();
        Lease other = claimed("b");
        assertThat(other.term()).isGreaterThan(lease.term());
        run(store.release(lease));
        assertThat(claim("c").holder()).isEqualTo("b");
    }

    @Test
    void rolesDoNotKnowEachOther() {
        claimed("a");

        Lease other = get(store.claim("consumer:slack", "b", LASTING));

        assertThat(other.held()).isTrue();
        assertThat(other.role()).isEqualTo("consumer:slack");
    }

    @Test
    void ofManyWhoClaimAtOnceOneGetsIt() {
        FeedStore other = another(store);

        List<Lease> leases = all(Flux.range(0, 16).flatMap(i -> (i % 2 == 0 ? store : other)
                .claim(FeedStore.POLLER, "holder-" + i, LASTING)
                .subscribeOn(Schedulers.boundedElastic())));

        List<Lease> held = leases.stream().filter(Lease::held).toList();
        assertThat(held).hasSize(1);
        assertThat(leases).extracting(Lease::holder).containsOnly(held.get(0).holder());
    }

    @Test
    void aLeaseThatIsTooShortToRenewIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get(store.claim(FeedStore.POLLER, "a", Duration.ofMillis(999))))
                .withMessageContaining("a second or more");
    }

    @Test
    void aPlaceIsKeptForWhoClaimsNext() {
        Lease lease = get(store.claim("consumer:slack", "a", LASTING));
        EventId place = new EventId("5f3a9c21", 118);

        run(store.keepPlace(lease, place));

        assertThat(get(store.renew(lease, LASTING)).place()).isEqualTo(place);
        assertThat(get(store.claim("consumer:slack", "b", LASTING)).place()).isEqualTo(place);
        run(store.release(lease));
        assertThat(get(store.claim("consumer:slack", "b", LASTING)).place()).isEqualTo(place);
    }

    @Test
    void aPlaceIsNotKeptForWhoseLeaseIsAnothers() {
        Lease lease = get(store.claim("consumer:slack", "a", LASTING));
        advance(LASTING);
        Lease other = get(store.claim("consumer:slack", "b", LASTING));

        assertRefused(() -> run(store.keepPlace(lease, new EventId("1", 1))), Reason.FENCED);

        assertThat(get(store.renew(other, LASTING)).place()).isNull();
    }
}
