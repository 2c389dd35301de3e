package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A subscriber of entries that keeps what it gets. */
final class EntryReader extends BaseSubscriber<FeedEntry> {

    final List<FeedEntry> got = new ArrayList<>();
    final List<Throwable> errors = new ArrayList<>();
    final long demand;
    boolean completed;

    EntryReader(Flux<FeedEntry> entries, long demand) {
        this.demand = demand;
        entries.subscribe(this);
    }

    EntryReader(Flux<FeedEntry> entries) {
        this(entries, Long.MAX_VALUE);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    protected void hookOnNext(FeedEntry entry) {
        got.add(entry);
    }

    @Override
    protected void hookOnError(Throwable error) {
        errors.add(error);
    }

    @Override
    protected void hookOnComplete() {
        completed = true;
    }

    List<Class<?>> types() {
        return got.stream().<Class<?>>map(entry -> entry.event().getClass()).toList();
    }

    EventId last() {
        return got.get(got.size() - 1).id();
    }
}
