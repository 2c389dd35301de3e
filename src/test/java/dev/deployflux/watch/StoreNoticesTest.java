package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a subscriber hears of the store when its log begins anew meanwhile. */
class StoreNoticesTest {

    private static final StoreFailing FAILING = new StoreFailing(new IllegalStateException("away"), Duration.ZERO);
    private static final StoreRecovered RECOVERED = new StoreRecovered();

    private final FeedBuffer buffer = new FeedBuffer(new FeedTally());
    private final FeedReader reader = new FeedReader(null);

    StoreNoticesTest() {
        begin();
        take();
    }

    private void begin() {
        FeedLog log = new FeedLog(10, Duration.ofDays(1));
        buffer.begin(log);
        reader.begin(log);
    }

    private void notice(DeploymentEvent news) {
        buffer.notice(news);
        reader.notice(news);
    }

    /** The same for both kinds of subscribers. */
    private List<Object> take() {
        List<Object> taken = new ArrayList<>();
        for (DeploymentEvent next = buffer.poll(); next != null; next = buffer.poll()) {
            taken.add(next instanceof Reset ? "reset" : next);
        }
        List<Object> read = new ArrayList<>();
        for (FeedEntry next = reader.poll(); next != null; next = reader.poll()) {
            read.add(next.event() instanceof Reset ? "reset" : next.event());
        }
        assertThat(read)
                .filteredOn(each -> !"reset".equals(each))
                .isEqualTo(taken.stream().filter(each -> !"reset".equals(each)).toList());
        return taken;
    }

    @Test
    void theEndOfAFailureThatWasToldIsTold() {
        notice(FAILING);
        assertThat(take()).containsExactly(FAILING);
        notice(RECOVERED);
        begin();

        assertThat(take()).containsExactly("reset", RECOVERED);
    }

    @Test
    void aFailureThatLastsIsTold() {
        notice(FAILING);
        begin();

        assertThat(take()).containsExactly("reset", FAILING);
    }

    @Test
    void aFailureThatIsOverIsntTold() {
        notice(FAILING);
        begin();
        notice(RECOVERED);

        assertThat(take()).containsExactly("reset");
    }

    @Test
    void eachFailureIsToldOnceAndThenItsEnd() {
        notice(FAILING);
        take();
        notice(RECOVERED);
        notice(FAILING);

        assertThat(take()).containsExactly(RECOVERED, FAILING);
        notice(RECOVERED);
        assertThat(take()).containsExactly(RECOVERED);
    }
}
