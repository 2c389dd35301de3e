package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Alarms for whoever reads a feed one by one, who gets the bookmarks of passes with news alone. */
class EntryAlarmsTest extends FeedScene {

    private final List<DeploymentEvent> rung = new ArrayList<>();

    /** Two services deploy, so that looks and not lists find what becomes of either. */
    private EntryReader begin() {
        feed = prod.watcher().build().feed(Flux.just(ref("web"), ref("api")));
        prod.service("api").deploy(DeploymentScript.endless(MINUTE));
        EntryReader reader = new EntryReader(feed.entries());
        prod.pass(SECOND);
        feed.eventsAfter(reader.last())
                .transformDeferred(DeploymentEvents.alarms())
                .subscribe(rung::add);
        return reader;
    }

    @Test
    void aStopThatALookHasFoundRings() {
        begin();
        prod.service("web")
                .deploy(DeploymentScript.stopped(MINUTE.multipliedBy(5).plusSeconds(25), "by hand"));
        prod.pass(MINUTE.multipliedBy(10));

        assertThat(rung).singleElement().isInstanceOfSatisfying(OfDeployment.class, news -> assertThat(
                        news.deployment().statusAsString())
                .isEqualTo("STOPPED"));
    }

    @Test
    void itRingsWithThePassBehindTheLook() {
        EntryReader reader = begin();
        prod.service("web")
                .deploy(DeploymentScript.stopped(MINUTE.multipliedBy(5).plusSeconds(25), "by hand"));
        while (reader.got.stream().noneMatch(EntryAlarmsTest::isStop)) {
            prod.pass(SECOND);
        }
        prod.pass(MINUTE.multipliedBy(3));

        assertThat(rung).hasSize(1);
    }

    @Test
    void aPassBehindNoNewsOfAStatusTakesNoPlace() {
        EntryReader reader = begin();
        prod.pass(MINUTE.multipliedBy(3));
        long before = bookmarks(reader);
        prod.pass(MINUTE.multipliedBy(30));

        assertThat(bookmarks(reader)).isEqualTo(before);
    }

    private static boolean isStop(FeedEntry entry) {
        return entry.event() instanceof OfDeployment news
                && "STOPPED".equals(news.deployment().statusAsString());
    }

    private static long bookmarks(EntryReader reader) {
        return reader.got.stream()
                .filter(entry -> entry.event() instanceof PassCompleted)
                .count();
    }
}
