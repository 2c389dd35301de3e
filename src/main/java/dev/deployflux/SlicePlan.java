package dev.deployflux;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which windows of {@code createdAt} one scan asks for, so that several chains of pages are under way at once.
 *
 * <p>It starts with one chain over the whole window. When a page has arrived, {@link SliceReview} may cut slices from its
 * chain, by the rules told there.
 *
 * <p>So a service that fills its pages costs at most {@code p + 12 + slices + p / 20} calls, where one chain makes {@code p};
 * rows created in the very millisecond of a cut may be listed twice and count twice. With one slice the plan is the chain.
 *
 * <p>The order of listing is a hint for speed. Whatever it is, a slice is done only when its own chain has ended.
 *
 * <p>Not thread-safe: owned by one loop at a time.
 */
final class SlicePlan {

    /** Pages: more than any chain has. */
    private static final double FIRST = 1e9;

    private final int slices;
    private final List<Slice> all = new ArrayList<>();
    private final ListingOrder order = new ListingOrder();
    private final SliceForecast forecast = new SliceForecast(all, order);
    private final WasteBudget budget;
    private final SliceReview review;
    private final SliceSpan window;
    private int underWay;
    private double share;

    /**
     * @param after the caller's edge, {@code null} for none: then cuts are placed as if it were 90 days before {@code now}
     * @param before the caller's edge, {@code null} for none: then cuts are placed as if it were {@code now}
     * @param slices how many calls may be under way at once, 1 or more
     */
    SlicePlan(@Nullable Instant after, @Nullable Instant before, int slices, Instant now) {
        this.slices = slices;
        this.budget = new WasteBudget(slices);
        this.review = new SliceReview(slices, all, order, forecast, budget);
        this.window = new SliceSpan(
                after,
                before,
                (after != null ? after : now.minus(Duration.ofDays(90))).toEpochMilli(),
                (before != null ? before : now).toEpochMilli());
        all.add(new Slice(window));
    }

    /**
     * The slice whose next page is to be asked for now: feelers first, then slices without a page,
     * as a slice costs least to cut after its first, then the longest.
     *
     * @return {@code null} if as many calls as allowed are under way, or nothing more can be asked for at present
     */
    @Nullable
    Slice next() {
        if (underWay == slices) {
            return null;
        }
        Slice longest = null;
        double most = -1;
        for (Slice slice : all) {
            if (slice.state == Slice.State.READY) {
                double pages = forecast.remaining(slice);
                if (slice.leader != null) {
                    pages = Double.MAX_VALUE;
                } else if (slice.pages == 0) {
                    pages += FIRST;
                }
                if (pages > most) {
                    most = pages;
                    longest = slice;
                }
            }
        }
        if (longest != null) {
            longest.state = Slice.State.UNDER_WAY;
            underWay++;
        }
        return longest;
    }

    /**
     * Takes in a page that {@link #next} gave out.
     *
     * @param createdAt of its rows, as listed; may be empty
     * @param more whether a page follows
     */
    void arrived(Slice slice, List<Instant> createdAt, boolean more) {
        underWay--;
        if (slice.state == Slice.State.DROPPED) {
            return; // a feeler whose leader has reached its end meanwhile
        }
        budget.called();
        forecast.pageOf(createdAt.size());
        slice.take(createdAt, order);
        Slice leader = slice.leader;
        if (!more) {
            finish(slice);
        } else if (leader != null) {
            slice.state = Slice.State.HELD;
            forecast.feelerFoundMore(slice, leader);
        } else {
            slice.state = Slice.State.READY;
            review.of(slice);
        }
    }

    /**
     * A page that {@link #next} gave out will not come.
     *
     * @return whether the scan is incomplete without it; not if other slices cover this one by now
     */
    boolean lost(Slice slice) {
        underWay--;
        return slice.state != Slice.State.DROPPED;
    }

    /** Whether every part of the window has been followed to its end. A feeler may be under way still: it isn't needed. */
    boolean isFinished() {
        return all.stream().noneMatch(Slice::isActive);
    }

    /** The share of the window that is done, from 0 to 1; never falls, and is 1 when {@link #isFinished}, no sooner. */
    double share() {
        double open = 0;
        for (Slice slice : all) {
            if (slice.isActive()) {
                double remaining = Math.max(0.1, forecast.remaining(slice));
                open += slice.part.length() * remaining / (remaining + slice.pages);
            }
        }
        double done = Math.min(1 - open / Math.max(1, window.length()), Math.nextDown(1.0));
        share = isFinished() ? 1 : Math.max(share, done);
        return share;
    }

    private void finish(Slice slice) {
        slice.state = Slice.State.FINISHED;
        if (slice.feeler != null) {
            slice.feeler.state = Slice.State.DROPPED; // the leader's window has all of it
        }
        Slice leader = slice.leader;
        if (leader != null) {
            leader.feeler = null;
            forecast.feelerEnded(slice, leader); // its rows are listed by the leader too: the call stays spent
        } else {
            budget.giveBack(forecast.share(slice.rowsOfLastPage));
        }
    }
}
