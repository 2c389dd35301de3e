package dev.deployflux.watch;

import java.util.concurrent.atomic.LongAdder;

/** What the subscribers of a feed, all together, have not got one by one: changes that were merged, and deployments. */
record FeedTally(LongAdder merged, LongAdder missed) {

    FeedTally() {
        this(new LongAdder(), new LongAdder());
    }
}
