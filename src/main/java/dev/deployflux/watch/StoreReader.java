package dev.deployflux.watch;

import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedStore.Reading;
import dev.deployflux.watch.StoreRetries.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads a feed's log from its store: as it is, then what comes. */
final class StoreReader {

    /** The feed that it is read for. */
    interface Feed {

        /** Where its log ends; {@code null} if it has none yet. */
        @Nullable
        EventId tail();

        /** This is its log from now on. */
        void open(FeedLog log);

        /** Takes what was read. Returns whether that follows what the log has. */
        boolean read(Reading reading);
    }

    /** What was read doesn't follow. */
    private static final class GapException extends RuntimeException {
        private static final long serialVersionUID = 1;

        GapException() {
            super("the log doesn't go on where it was", null, false, false);
        }
    }

    private static final Duration TRIED_AGAIN = Duration.ofMillis(100);

    private final Feed feed;
    private final FeedStore store;
    private final WatchOptions options;
    private final StoreRetries retries;

    /** Which reading counts: one that was cancelled may still have something in its hands. */
    private Object current = new Object();

    StoreReader(Feed feed, FeedStore store, WatchOptions options, StoreRetries retries) {
        this.feed = feed;
        this.store = store;
        this.options = options;
        this.retries = retries;
    }

    /** Completes when the feed knows what the store knew when this was begun; fails as the store does. */
    Mono<Void> catchUp() {
        return reading()
                .takeUntil(reading -> reading.tail().equals(feed.tail()))
                .then()
                .onErrorResume(GapException.class, gap -> open());
    }

    /** Goes on reading; never completes. */
    Mono<Void> follow() {
        return reading()
                .onErrorResume(GapException.class, gap -> open().thenMany(Flux.empty()))
                .repeat()
                .retryWhen(retries.of(Kind.READ)) // before the readings are dropped: with each its pauses begin anew
                .then();
    }

    private Flux<Reading> reading() {
        return Flux.defer(() -> {
            Object mine = begin(); // first: what came before would move the place behind which this one reads
            EventId tail = feed.tail();
            if (tail == null) {
                return Flux.error(new GapException());
            }
            return retries.told(store.readAfter(tail)).doOnNext(reading -> {
                if (!read(mine, reading)) {
                    throw new GapException();
                }
                retries.succeeded(Kind.READ);
            });
        });
    }

    private synchronized Object begin() {
        current = new Object();
        return current;
    }

    private synchronized boolean read(Object mine, Reading reading) {
        return mine != current || feed.read(reading);
    }

    private synchronized void open(Object mine, FeedLog log) {
        if (mine == current) {
            feed.open(log);
        }
    }

    /** Begins anew. What is written meanwhile is read behind the rows, which may have it already. */
    private Mono<Void> open() {
        return Mono.defer(() -> {
                    Object mine = begin();
                    return newest().flatMap(newest -> open(mine, newest));
                })
                .repeatWhenEmpty(tries -> tries.concatMap(any -> Mono.delay(TRIED_AGAIN, options.timers)))
                .then();
    }

    private Mono<EventId> tail() {
        return retries.told(store.tail().flux()).next();
    }

    private Mono<List<LogEntry>> newest() {
        return retries.told(store.newest(options.eventLog)).collectList();
    }

    /** Empty if what was read doesn't fit together. */
    private Mono<FeedLog> open(Object mine, List<LogEntry> newest) {
        Mono<EventId> from = newest.isEmpty()
                ? tail()
                : Mono.just(newest.get(newest.size() - 1).id());
        return from.flatMap(before -> rows().flatMap(rows -> tail().flatMap(tail -> written(before, tail))
                        .flatMap(more -> Mono.justOrEmpty(RestoredLog.of(options, newest, before, more, rows)))))
                .doOnNext(log -> {
                    open(mine, log);
                    retries.succeeded(Kind.READ);
                });
    }

    /** All rows. */
    Mono<List<FeedRow>> rows() {
        return retries.told(store.rows())
                .map(row -> (FeedRow) row.value().content())
                .collectList();
    }

    /** What has come between these two. */
    private Mono<List<LogEntry>> written(EventId before, EventId tail) {
        if (!before.isBefore(tail)) {
            return Mono.just(List.of());
        }
        return retries.told(store.readAfter(before))
                .concatMapIterable(Reading::entries)
                .takeUntil(entry -> !entry.id().isBefore(tail))
                .collectList();
    }
}
