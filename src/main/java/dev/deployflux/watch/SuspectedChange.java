package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether one service with nothing in flight has to be listed, by what looks at it have shown. Pure logic; times are the
 * scheduler's nanoseconds.
 *
 * <p>Something is suspected when a look shows what the one before didn't, and when there was none before, until a list that
 * began afterwards clears it. As lists may lag too, it is listed again after pauses that double: until it has shown something
 * new, or {@code overlap} has passed since the last change that was more than an event; and as long until it has shown which
 * deployment is current, unless that was so when it was looked at first, and is older than what lists are asked for.
 */
final class SuspectedChange {

    private final Duration first;
    private final Duration longest;
    private final Duration overlap;

    /** What the last look has shown; {@code null} if there was none since something was in flight. */
    private @Nullable ServiceFingerprint shown;

    /** The current deployment that lists needn't show any more: they have, or it is older than what they are asked for. */
    private @Nullable String settled;

    /** When something was suspected last that lists have to show; {@code null} if nothing is suspected. */
    private @Nullable Long since;

    /** When the last look was that has shown something else. */
    private long shownAt;

    /** Whether lists have to show something new. */
    private boolean rollout;

    private int lists;

    /**
     * Nothing is suspected.
     *
     * @param first the first pause until it is listed again
     * @param longest after which it is listed although nothing is suspected
     * @param overlap how late a deployment may be listed
     */
    SuspectedChange(Duration first, Duration longest, Duration overlap) {
        this.first = first;
        this.longest = longest;
        this.overlap = overlap;
    }

    /** Forgets what looks have shown: until the next one anything may happen. */
    void forget() {
        shown = null;
        since = null;
    }

    /**
     * A look has shown this.
     *
     * @param asked lists are asked for what was created after that
     * @return whether a list is due now
     */
    boolean shows(ServiceFingerprint now, long at, Instant asked) {
        ServiceFingerprint before = shown;
        shown = now;
        if (now.equals(before)) {
            return false;
        }
        shownAt = at;
        if (before == null) {
            settled = settled == null && now.isOlderThan(asked) ? now.current() : settled;
            rollout = false;
        } else {
            rollout |= !now.hasTheRolloutsOf(before);
        }
        if (since == null || (before != null && !now.hasTheRolloutsOf(before))) {
            since = at; // not for an event, as a service in trouble has one after another
        }
        lists = 0;
        return true;
    }

    /**
     * A complete pass has listed it.
     *
     * @param began when
     * @param news whether it has shown something new
     * @param isKnown whether a deployment is among those that lists have shown
     * @return the pause until the next list, from when this one began; {@code null} if nothing is suspected any more
     */
    @Nullable
    Duration listed(long began, boolean news, Predicate<String> isKnown) {
        if (since == null || shown == null) {
            return null;
        }
        if (began - shownAt < 0) {
            return Duration.ZERO; // it may have missed what was shown meanwhile
        }
        String current = shown.current();
        boolean isSettled = current.equals(settled) || current.isEmpty() || isKnown.test(current);
        boolean isOver = began - since >= overlap.toNanos();
        if ((isSettled && (news || !rollout)) || isOver) {
            settled = current;
            since = null;
            rollout = false;
            return null;
        }
        Duration pause = shorter(first.multipliedBy(1L << Math.min(lists++, 10)), longest);
        return shorter(pause, overlap.minusNanos(began - since));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
