package dev.deployflux.watch;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a feed's replica has been through: terms in which it polled, leases that it lost while it did, and logs that didn't go on
 * where they were.
 */
record FeedTerms(LongAdder taken, LongAdder fenced, LongAdder resets) {

    FeedTerms() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
