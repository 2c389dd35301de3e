package dev.deployflux.watch;

import reactor.core.publisher.BaseSubscriber;

/** A feed's polling from one start to one stop. */
final class FeedRun extends BaseSubscriber<Turn.Report> {

    private final WatchLoop loop;
    private final FeedHub hub;

    FeedRun(WatchLoop loop, FeedHub hub) {
        this.loop = loop;
        this.hub = hub;
    }

    /** Begins to poll, or goes on where the run before was stopped. */
    void start() {
        loop.reports().subscribe(this);
    }

    @Override
    protected void hookOnNext(Turn.Report report) {
        hub.publish(this, report); // what it throws comes back as an error, after a cancel
    }

    @Override
    protected void hookOnError(Throwable error) {
        hub.ended(this, error);
    }

    @Override
    protected void hookOnComplete() {
        hub.ended(this, new IllegalStateException("the polling has ended by itself"));
    }
}
