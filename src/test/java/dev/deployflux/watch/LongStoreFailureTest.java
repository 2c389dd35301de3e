package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A store that is away for an hour, while all replicas live: nothing ends, nothing piles up, and nothing is lost. */
class LongStoreFailureTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();
    private final MemoryFeedStore shared = new MemoryFeedStore("shared", prod.time, 1_000);
    private final List<Replica> replicas = List.of(new Replica("a", prod, shared), new Replica("b", prod, shared));
    private final List<String> deployed = new ArrayList<>();

    @BeforeEach
    void deliverInVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
        deploy();
    }

    @AfterEach
    void stop() {
        prod.close();
        VirtualTimeScheduler.reset();
    }

    private void deploy() {
        deployed.add(prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(3))));
    }

    private void pass(Duration time) {
        Replica.pass(prod, time, replicas);
    }

    private static List<String> ended(EntryReader reader) {
        return reader.got.stream()
                .map(FeedEntry::event)
                .filter(event -> event instanceof OfDeployment news
                        && news.deployment().statusAsString().equals("SUCCESSFUL"))
                .map(event -> ((OfDeployment) event).deployment().serviceDeploymentArn())
                .toList();
    }

    @Test
    void whatHappensWithinTheHourIsToldBehindIt() {
        List<EntryReader> readers =
                replicas.stream().map(replica -> replica.entries()).toList();
        pass(MINUTE.multipliedBy(5));
        replicas.forEach(replica -> replica.store.cut());
        int calls = prod.calls();
        for (int i = 0; i < 12; i++) {
            pass(MINUTE.multipliedBy(5));
            deploy();
        }

        assertThat(prod.calls() - calls).isLessThan(10); // nobody polls who has no lease
        assertThat(replicas).allSatisfy(replica -> {
            assertThat(replica.feed.health().storeFailure()).hasMessage("the store is away");
            assertThat(replica.feed.health().readerLag()).isGreaterThan(Duration.ofMinutes(59));
            assertThat(replica.feed.health().poller()).isNull();
        });

        replicas.forEach(replica -> replica.store.mend());
        pass(MINUTE.multipliedBy(6));

        for (EntryReader reader : readers) {
            assertThat(reader.errors).isEmpty();
            assertThat(reader.completed).isFalse();
            assertThat(ended(reader)).containsExactlyInAnyOrderElementsOf(deployed);
            for (Class<?> once : List.of(Reset.class, StoreFailing.class, StoreRecovered.class)) {
                assertThat(reader.types()).containsOnlyOnce(once);
            }
        }
        assertThat(replicas).filteredOn(Replica::polls).hasSize(1);
        assertThat(replicas)
                .allSatisfy(replica ->
                        assertThat(replica.feed.health().storeFailure()).isNull());
    }
}
