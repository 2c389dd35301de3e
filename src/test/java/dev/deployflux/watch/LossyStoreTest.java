package dev.deployflux.watch;

import dev.deployflux.contract.FeedStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The store of seeded histories is one, as long as it loses nothing. */
class LossyStoreTest extends FeedStoreContract {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final LossyStore lossy = new LossyStore(time, CAPACITY);

    @AfterEach
    void stopTime() {
        time.dispose();
    }

    @Override
    protected FeedStore store() {
        return lossy;
    }

    @Override
    protected void advance(Duration by) {
        time.advanceTimeBy(by);
    }

    @Override
    protected long readers() {
        return lossy.readers();
    }
}
