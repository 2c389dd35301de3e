package dev.deployflux.soak;

import java.util.concurrent.ThreadFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Ends elastic threads soon, so that what one leaves behind can be told from one that waits a minute for more to do. */
public final class ShortLivedElastic implements Schedulers.Factory {

    private static final int SECONDS = 5;

    @Override
    public Scheduler newBoundedElastic(int threads, int queue, ThreadFactory factory, int seconds) {
        return Schedulers.Factory.super.newBoundedElastic(threads, queue, factory, SECONDS);
    }
}
