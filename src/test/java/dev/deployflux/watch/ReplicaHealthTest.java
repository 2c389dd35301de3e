package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What each of several replicas tells of itself. */
class ReplicaHealthTest extends ReplicasScene {

    @BeforeEach
    void listen() {
        a.entries();
        b.entries();
        pass(MINUTE);
    }

    private static List<Long> terms(Replica replica) {
        FeedHealth health = replica.feed.health();
        return List.of(health.termsTaken(), health.timesFenced(), health.resets());
    }

    @Test
    void whoeverPollsIsNeverBehind() {
        for (int second = 0; second < 90; second++) {
            assertThat(a.feed.health().readerLag()).isZero();
            assertThat(b.feed.health().readerLag()).isLessThanOrEqualTo(Duration.ofSeconds(2));
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void eachKnowsItsOwnNameAndWhoPolls() {
        assertThat(List.of(a, b))
                .extracting(each -> each.feed.health().replica())
                .containsExactly("a", "b");
        assertThat(List.of(a, b))
                .extracting(each ->
                        Objects.requireNonNull(each.feed.health().poller()).replica())
                .containsOnly("a");
        a.feed.dispose();
        assertThat(a.feed.health().replica()).isEqualTo("a");
    }

    @Test
    void termsAndTheirLossAreCounted() {
        assertThat(terms(a)).containsExactly(1L, 0L, 0L);
        assertThat(terms(b)).containsExactly(0L, 0L, 0L);

        a.stop();
        pass(Duration.ofSeconds(11));
        a.wake();
        pass(MINUTE);

        assertThat(terms(a)).containsExactly(1L, 1L, 0L);
        assertThat(terms(b)).containsExactly(1L, 0L, 0L);
    }

    @Test
    void whoHandsOverIsNotFenced() {
        a.feed.dispose();
        pass(MINUTE);

        assertThat(terms(a)).containsExactly(1L, 0L, 0L);
        assertThat(terms(b)).containsExactly(1L, 0L, 0L);
    }

    @Test
    void onlyAFeedThatHasAStoreIsShared() {
        assertThat(a.feed.isShared()).isTrue();
        assertThat(prod.watcher().build().feed(Flux.empty()).isShared()).isFalse();
    }

    /** So that one alert, on the lag, is enough to wake people. */
    @Test
    void whileTheStoreIsAwayTheLagGrowsOnEachReplica() {
        a.store.cut();
        b.store.cut();
        pass(MINUTE.multipliedBy(3));

        assertThat(List.of(a, b))
                .allSatisfy(each -> assertThat(each.feed.health().lag())
                        .isGreaterThan(each.feed.idleInterval().multipliedBy(2)));
        a.store.mend();
        b.store.mend();
        pass(MINUTE);
        assertThat(List.of(a, b))
                .allSatisfy(each -> assertThat(each.feed.health().lag())
                        .isLessThan(each.feed.idleInterval().multipliedBy(2)));
    }

    @Test
    void aWatchersListenersHearOfItsOwnStore() {
        List<DeploymentEvent> heard = new CopyOnWriteArrayList<>();
        UnreliableStore store = new UnreliableStore(shared, "c");
        store.cut();
        DeploymentFeed feed = prod.watcher().listener(heard::add).build().feed(Flux.empty(), store);
        feed.events().subscribe();
        pass(Duration.ofSeconds(2));
        store.mend();
        pass(Duration.ofSeconds(20));

        assertThat(heard)
                .filteredOn(event -> event instanceof StoreFailing || event instanceof StoreRecovered)
                .hasExactlyElementsOfTypes(StoreFailing.class, StoreRecovered.class);
    }
}
