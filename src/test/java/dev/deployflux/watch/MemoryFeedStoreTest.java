package dev.deployflux.watch;

import dev.deployflux.contract.FeedStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The store of a feed that is alone. */
class MemoryFeedStoreTest extends FeedStoreContract {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final MemoryFeedStore memory = new MemoryFeedStore("here", time, CAPACITY);

    @AfterEach
    void stopTime() {
        time.dispose();
    }

    @Override
    protected FeedStore store() {
        return memory;
    }

    @Override
    protected void advance(Duration by) {
        time.advanceTimeBy(by);
    }

    @Override
    protected long readers() {
        return memory.readers();
    }
}
