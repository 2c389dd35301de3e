package dev.deployflux.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which windows of {@code createdAt} one scan asks for, so that several chains of pages are under way at once.
 *
 * <ol>
 *   <li><b>Chain.</b> A scan begins with one chain over the whole window. A history of one page stays one call.
 *   <li><b>Probe.</b> After page 1, 4, 16 and so on, what lies beyond the next 16 pages is asked for, for one page, while
 *       the chain goes on. If that page is the last, the history is short, or its rows are close together: the chain goes
 *       on alone. If it shows a row outside its window, the service ignores {@code createdAt}: likewise, for good.
 *   <li><b>First cut.</b> If the probe has more, it becomes a slice, what is nearer another, and the chain is abandoned. The
 *       probe's slice is cut into equal parts, and the nearest of them into ever longer ones, since rows as close as those
 *       seen may end after a minute or a month. This may take four fifths of the allowance.
 *   <li><b>Later cuts.</b> When a page arrives, the slice expected to be the longest is cut likewise if it has more than
 *       one and a half times its fair share. Each slice shows its first page before any goes on, as the pages of an
 *       abandoned slice are asked for again.
 *   <li><b>Unsorted rows</b> show where all are. The probe asks for a sixteenth of those seen, and the one cut makes parts
 *       with as many each.
 * </ol>
 *
 * <p>The allowance is 12 calls, one for each slice and one for every 20 pages found. From it comes each page of an abandoned
 * chain, each probe, and one call for each slice more, whose last page may be partial; the full share of that page is
 * given back. So a service that fills its pages costs at most {@code p + p / 20 + slices + 12} calls, where one chain makes
 * {@code p}; rows created in the very millisecond of a cut may be listed twice and count twice.
 *
 * <p>The order of listing is a hint for speed. Whatever it is, a slice is done only when its own chain has ended.
 *
 * <p>Not thread-safe: owned by one loop at a time.
 */
public final class SlicePlan {

    /** Calls: what the allowance begins with, beside one for each slice. */
    private static final int BASE = 12;

    /** Pages: a fair share is no less. */
    private static final int FEW = 4;

    /** Pages: what is nearer isn't probed. */
    private static final int NEAR = 16;

    private final int slices;
    private final List<Slice> all = new ArrayList<>();
    private final ListingOrder order = new ListingOrder();
    private final Slice whole;

    /** Asked for or held, until the first cut. */
    private @Nullable Slice probe;

    /** The pages after which the chain of the whole window is probed. */
    private int nextProbe = 1;

    /** A row was outside what had been asked for. */
    private boolean ignored;

    private int underWay;
    private int calls;
    private double spent = 1; // for the last page of the first slice, given back like others
    private long rowsOfPage = 1;
    private double share;

    /**
     * A plan for a window that nobody has looked at.
     *
     * @param after the caller's edge, {@code null} for none: then cuts are placed as if it were 90 days before {@code now}
     * @param before the caller's edge, {@code null} for none: then cuts are placed as if it were {@code now}
     * @param slices how many calls may be under way at once, 1 or more
     * @param now what time it is
     */
    public SlicePlan(@Nullable Instant after, @Nullable Instant before, int slices, Instant now) {
        this.slices = slices;
        this.whole = new Slice(
                new SliceSpan(
                        after,
                        before,
                        (after != null ? after : now.minus(Duration.ofDays(90))).toEpochMilli(),
                        (before != null ? before : now).toEpochMilli()),
                order,
                1);
        all.add(whole);
    }

    /**
     * The slice whose next page is to be asked for now: those without a page first, then the longest.
     *
     * @return {@code null} if as many calls as allowed are under way, or nothing more can be asked for at present
     */
    public @Nullable Slice next() {
        Slice next = underWay == slices
                ? null
                : all.stream()
                        .filter(slice -> slice.state == Slice.State.READY)
                        .min(Comparator.<Slice>comparingInt(slice -> Math.min(1, slice.pages))
                                .thenComparingDouble(slice -> -slice.remaining()))
                        .orElse(null);
        if (next != null) {
            next.state = Slice.State.UNDER_WAY;
            underWay++;
        }
        return next;
    }

    /**
     * Takes in a page that {@link #next} gave out.
     *
     * @param slice whose page it is
     * @param createdAt when its rows were created, in the order listed; may be empty
     * @param more whether a page follows
     */
    public void arrived(Slice slice, List<Instant> createdAt, boolean more) {
        underWay--;
        if (slice.state == Slice.State.DROPPED) {
            return; // a probe whose rows the whole window's chain has found meanwhile
        }
        calls++;
        rowsOfPage = Math.max(rowsOfPage, createdAt.size());
        slice.take(createdAt.stream().mapToLong(Instant::toEpochMilli).toArray(), rowsOfPage);
        ignored |= createdAt.stream().anyMatch(slice.asked::leavesOut);
        if (slice == probe) {
            slice.state = more && slice.hasRows() ? Slice.State.HELD : Slice.State.DROPPED;
        } else {
            slice.state = more ? Slice.State.READY : Slice.State.FINISHED;
            spent -= more ? 0 : (double) createdAt.size() / rowsOfPage;
        }
        if (whole.state != Slice.State.DROPPED) {
            reviewWhole();
        }
        if (whole.state == Slice.State.DROPPED && order.isSorted()) {
            cutLongest();
        }
    }

    /**
     * Takes in that a page which {@link #next} gave out will not come.
     *
     * @param slice whose page it was
     * @return whether the scan is incomplete without it; not if the whole window's chain has found all by now
     */
    public boolean lost(Slice slice) {
        underWay--;
        return slice.state != Slice.State.DROPPED;
    }

    /**
     * Tells whether every part of the window has been followed to its end. A probe may be under way still: it isn't needed.
     *
     * @return {@code true} from then on
     */
    public boolean isFinished() {
        return active().findAny().isEmpty();
    }

    /**
     * The share of the window that is done.
     *
     * @return from 0 to 1; never falls, and is 1 when {@link #isFinished}, no sooner
     */
    public double share() {
        double open =
                active().filter(slice -> slice != probe).mapToLong(Slice::rest).sum();
        double done = Math.min(1 - open / Math.max(1, whole.asked.length()), Math.nextDown(1.0));
        share = isFinished() ? 1 : Math.max(share, done);
        return share;
    }

    private void reviewWhole() {
        Slice far = probe;
        if (far != null && (far.state == Slice.State.DROPPED || ignored || !whole.isActive())) {
            far.state = Slice.State.DROPPED;
            far = null;
            probe = null;
        }
        if (far == null && slices > 1 && whole.isActive() && whole.hasRows() && whole.pages >= nextProbe && !ignored) {
            probe();
        } else if (far != null
                && far.state == Slice.State.HELD
                && whole.state == Slice.State.READY
                && whole.pages <= left()) {
            firstCut(far);
        }
    }

    /** Asks for what is far, unless the row listed first is in it: a service that ignores the window would show that one. */
    private void probe() {
        nextProbe *= 4;
        SliceSpan far = whole.far(NEAR);
        if (far != null && far.leavesOut(Instant.ofEpochMilli(whole.first)) && left() >= 1) {
            probe = new Slice(far, order, 1);
            all.add(probe);
            spent++;
        }
    }

    private void firstCut(Slice far) {
        SliceSpan window = whole.asked;
        SliceSpan near =
                far.asked.low() > window.low() ? window.upTo(far.asked.low()) : window.newerThan(far.asked.high() - 1);
        probe = null;
        far.state = Slice.State.READY;
        if (order.isSorted()) {
            replace(whole, near, List.of());
            int marks = (left() - far.pages) * 4 / 5;
            cut(far, marks + 1, marks);
        } else {
            replace(whole, near, whole.quantiles(near, (left() - whole.pages) * 4 / 5 + 1));
        }
    }

    private void cutLongest() {
        Slice longest = whole;
        while (longest.state == Slice.State.DROPPED) {
            longest = active().max(Comparator.comparingDouble(Slice::remaining)).orElse(longest);
            double pages = longest.remaining();
            double fair = Math.max(FEW, active().mapToDouble(Slice::remaining).sum() / slices);
            if (longest.state != Slice.State.READY || !longest.hasRows() || pages < 1.5 * fair) {
                return;
            }
            cut(longest, (int) Math.max(2, Math.round(pages / fair)), left() - longest.pages);
        }
    }

    /** Cuts into so many equal parts and some nearer ones, or fewer, by so many marks at most. */
    private void cut(Slice slice, int parts, int most) {
        List<Long> marks = slice.marks(parts);
        for (int fewer = parts - 1; marks.size() > most && fewer > 1; fewer--) {
            marks = slice.marks(fewer);
        }
        replace(slice, slice.asked, marks.subList(0, Math.max(0, Math.min(most, marks.size()))));
    }

    /** Abandons a slice for parts of this window; not if the window is the slice's own, and there is one part. */
    private void replace(Slice slice, SliceSpan window, List<Long> marks) {
        List<SliceSpan> parts = new ArrayList<>();
        SliceSpan left = window;
        for (long mark : marks.stream().sorted().toList()) {
            if (left.canBeCutAt(mark)) {
                parts.add(left.upTo(mark));
                left = left.newerThan(mark);
            }
        }
        parts.add(left);
        if (parts.size() > 1 || !window.equals(slice.asked)) {
            spent += slice.pages + parts.size() - 1;
            slice.state = Slice.State.DROPPED;
            parts.forEach(part -> all.add(new Slice(part, order, slice.pace)));
        }
    }

    private Stream<Slice> active() {
        return all.stream().filter(Slice::isActive);
    }

    /** How many calls may be spent now, by the pages that one chain would have had to fetch too. */
    private int left() {
        return (int) Math.max(0, BASE + slices + (calls - spent) / 20 - spent);
    }
}
