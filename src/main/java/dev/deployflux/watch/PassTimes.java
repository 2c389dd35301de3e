package dev.deployflux.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When the passes over one service are due, in the scheduler's nanoseconds. */
final class PassTimes {

    /** Nanoseconds from the beginning of a pass to that of the one that the next hint asks for. */
    private static final long SPACING = TimeUnit.SECONDS.toNanos(1);

    /** Nanoseconds from the beginning of a pass that a hint asked for to that of another, as lists may lag. */
    private static final long FOLLOW_UP = TimeUnit.SECONDS.toNanos(5);

    private final Turn turn;
    private final Turn.Loop loop;
    private final WatchOptions options;

    /** When the next pass is due, unless that is under way. */
    private long due;

    /** The interval after which it is due; {@code null} if it has no pass to be measured from. */
    private @Nullable Duration wanted;

    /** When the last complete pass began; until there is one, when the service joined, so that a hint finds it due. */
    private long listedAt;

    /** Whether a hint has moved the next pass, or that under way, before others. */
    private boolean hastened;

    /** When a hint came last that no pass has followed yet; {@code null} if there is none. */
    private @Nullable Long hintedAt;

    PassTimes(Turn turn, Turn.Loop loop, WatchOptions options) {
        this.turn = turn;
        this.loop = loop;
        this.options = options;
        this.listedAt = options.now() - SPACING;
    }

    /** The first pass since the loop began is due then. */
    void begin(long at) {
        due = at;
        wanted = null;
        hastened = false;
    }

    long due() {
        return due;
    }

    /** When the last complete pass began. */
    long listedAt() {
        return listedAt;
    }

    /** Whether the pass has come before its turn for a hint, and not late: so it tells nothing of how late the others are. */
    boolean isEarly(long began) {
        return hastened && wanted != null && late(began).multipliedBy(2).compareTo(wanted) < 0;
    }

    /** How much later than it was due the pass began. */
    Duration late(long began) {
        return Duration.ofNanos(Math.max(0, began - due));
    }

    /** The interval that the pass is to be measured by; {@code null} if there is none. */
    @Nullable
    Duration wanted() {
        return wanted;
    }

    /** The next pass comes by then, if it isn't under way. */
    void by(long at, Duration interval) {
        if (at - due < 0) {
            due = Math.max(at, options.now()); // it isn't late for what wasn't asked for in time
            if (wanted != null && interval.compareTo(wanted) < 0) {
                wanted = interval;
            }
            loop.hasten(turn, due);
        }
    }

    /** Somebody says that something has changed: one pass at least begins after this. */
    void hinted() {
        hintedAt = options.now();
    }

    /**
     * The next pass comes for that, if it isn't under way. It goes before those over services that were listed later, however
     * long these have been due: news isn't to wait for passes over all that is quiet, nor these for ever for a flood of hints.
     */
    void hasten() {
        hastened = true;
        loop.hasten(turn, listedAt + SPACING);
    }

    /** The next pass is due so long after the complete one that began then; earlier if somebody has hinted. */
    void next(long began, Duration interval) {
        listedAt = began;
        long pause = interval.toNanos();
        if (hintedAt != null) {
            boolean came = hintedAt - began <= 0;
            pause = Math.min(pause, came ? FOLLOW_UP : SPACING);
            hintedAt = came ? null : hintedAt;
        }
        put(began + pause, interval); // by which it is late: nobody has asked for more
    }

    void put(long at, Duration interval) {
        due = at;
        hastened = false;
        wanted = interval.compareTo(options.interval) < 0 ? options.interval : interval;
        loop.put(turn, at);
    }
}
