package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.LogJudge.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A browser: stays where it is or moves, with the id of its last event, and never asks for long, or always. */
final class SeededClient {

    /** What it got, and when. */
    record Got(Instant at, Told told) {}

    final List<Got> got = new ArrayList<>();
    final boolean eager;
    private final Supplier<Instant> now;
    private final Supplier<EventId> end;
    private final Random random;
    private @Nullable EventId last;
    private @Nullable SeededProcess process;
    private @Nullable Stream stream;
    private int pause;

    /** Which times, from 1 on, when it began anew and left before it had all: what it was told then begins with changes. */
    final Set<Integer> leftSnapshots = new HashSet<>();

    private int begun;
    private boolean isLive;

    /** How often it was reset though it came with an id, or stayed. */
    int resets;

    SeededClient(boolean eager, Supplier<Instant> now, Supplier<EventId> end, Random random) {
        this.eager = eager;
        this.now = now;
        this.end = end;
        this.random = random;
    }

    private final class Stream extends BaseSubscriber<FeedEntry> {
        private boolean isOver;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (eager) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        protected void hookOnNext(FeedEntry entry) {
            if (stream == this || stream == null) {
                resets += entry.event() instanceof Reset && last != null ? 1 : 0;
                begun += entry.event() instanceof Reset ? 1 : 0;
                isLive = entry.event() instanceof Live || (isLive && !(entry.event() instanceof Reset));
                last = entry.id();
                got.add(new Got(now.get(), new Told(entry, end.get())));
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            isOver = true;
        }

        @Override
        protected void hookOnComplete() {
            isOver = true;
        }
    }

    /** A second of its time. */
    void act(List<SeededProcess> processes, boolean moves) {
        Stream current = stream;
        if (current != null && !eager && random.nextInt(10) == 0) {
            current.request(1 + random.nextInt(30));
        }
        boolean isGone = current == null || current.isOver || process == null || process.isOver();
        if (!isGone && moves && random.nextInt(60) == 0) {
            leave();
            isGone = true;
        }
        if (isGone && --pause <= 0) {
            leave();
            List<SeededProcess> there =
                    processes.stream().filter(SeededProcess::isRunning).toList();
            if (!there.isEmpty()) {
                come(there.get(random.nextInt(there.size())));
            }
        }
    }

    void leave() {
        if (!isLive) {
            leftSnapshots.add(begun);
        }
        if (stream != null) {
            stream.cancel();
            stream = null;
            pause = random.nextInt(5);
        }
        process = null;
    }

    private void come(SeededProcess to) {
        process = to;
        Flux<FeedEntry> entries = last == null ? to.feed.entries() : to.feed.entriesAfter(last);
        Stream begun = new Stream();
        stream = begun;
        entries.subscribe(begun);
    }

    void askForAll() {
        if (stream != null) {
            stream.request(Long.MAX_VALUE);
        }
    }

    List<Told> told() {
        return got.stream().map(Got::told).toList();
    }
}
