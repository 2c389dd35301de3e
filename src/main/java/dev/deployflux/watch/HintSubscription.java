package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The publisher of hints, which is subscribed to again after a pause when it has ended, and what there is to tell of that. It is
 * for whoever uses this to subscribe, one time after another; {@link #news()} isn't called by two threads at once.
 */
final class HintSubscription {

    /** {@code error} is {@code null} if it has completed. */
    private record End(@Nullable Throwable error, long at) {}

    /** From a subscription until its end has been told. */
    private static final class Round {
        private final long since;
        private volatile boolean hasNamed;
        private volatile @Nullable End end;

        Round(long since) {
            this.since = since;
        }
    }

    private final Publisher<? extends ServiceRef> publisher;
    private final WatchOptions options;
    private final Runnable changed;
    private final UserCode.Lane lane;

    private volatile @Nullable Round round;
    private volatile int failures;

    /** When to subscribe, in the scheduler's nanoseconds; {@code null} while that is done already. */
    private volatile @Nullable Long due;

    /** {@code changed} is called when there are news, on any thread. */
    HintSubscription(Publisher<? extends ServiceRef> publisher, WatchOptions options, Runnable changed) {
        this.publisher = publisher;
        this.options = options;
        this.changed = changed;
        this.lane = new UserCode(options).lane(); // it may block a thread as long as it likes
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(@Nullable HintsFailing told) {
        failures = told == null ? 0 : told.failures();
    }

    /** Whatever came of the last subscription isn't told any more. */
    void begin() {
        round = null;
        due = options.now();
    }

    /** When to subscribe, in the scheduler's nanoseconds; {@code null} as long as there is no need. */
    @Nullable
    Long due() {
        return due;
    }

    boolean isFailing() {
        return failures > 0;
    }

    /** What the publisher names. Completes when it has completed or failed, which is among the news then. */
    Flux<ServiceRef> hints() {
        return Flux.defer(() -> {
            Round mine = new Round(options.now());
            round = mine;
            due = null;
            return lane.visit(Flux.<ServiceRef>from(publisher))
                    .doOnNext(any -> named(mine))
                    .doOnComplete(() -> ended(mine, null))
                    .onErrorResume(error -> {
                        ended(mine, error);
                        return Flux.empty();
                    });
        });
    }

    private void named(Round mine) {
        if (!mine.hasNamed) {
            mine.hasNamed = true;
            if (failures > 0) {
                changed.run();
            }
        }
    }

    private void ended(Round mine, @Nullable Throwable error) {
        mine.end = new End(error, options.now());
        changed.run();
    }

    /** What has to be told since the last time. */
    List<DeploymentEvent> news() {
        Round mine = round;
        if (mine == null) {
            return List.of();
        }
        List<DeploymentEvent> news = new ArrayList<>();
        End end = mine.end;
        long until = end == null ? options.now() : end.at;
        boolean lasted = until - mine.since >= options.maxBackoff.toNanos();
        if (failures > 0 && (mine.hasNamed || lasted)) {
            news.add(new HintsRecovered(failures));
            failures = 0;
        }
        if (end != null) {
            round = null;
            news.addAll(ended(end, mine.hasNamed));
        }
        return news;
    }

    /** One that has named some and completes may be meant to be subscribed to again and again. */
    private List<DeploymentEvent> ended(End end, boolean hasNamed) {
        if (end.error == null && hasNamed) {
            due = options.now() + options.backoff(1).toNanos();
            return List.of();
        }
        int inARow = failures + 1;
        Duration pause = options.backoff(inARow);
        failures = inARow;
        due = options.now() + pause.toNanos();
        Throwable error = end.error != null
                ? end.error
                : new IllegalStateException("the publisher of hints has completed without a hint: give one that"
                        + " goes on, as it is subscribed to again after a pause only");
        return List.of(new HintsFailing(error, inARow, pause));
    }
}
