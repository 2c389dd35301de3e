package dev.deployflux.scan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One chain of pages over a window that never changes, and what its rows tell of those to come. */
public final class Slice {

    enum State {
        /** Its next page may be asked for. */
        READY,
        /** Its next page has been asked for. */
        UNDER_WAY,
        /** A probe that found more than a page. It waits until the whole window's chain can be replaced. */
        HELD,
        /** Followed to its end. */
        FINISHED,
        /** Abandoned: other slices cover it. */
        DROPPED
    }

    /** Each of the ever longer parts is so many times as long as the one before. */
    private static final int FACTOR = 4;

    /** Pages: the distance of the first of the ever longer parts' ends. */
    private static final int NEAR = 12;

    /** Rows: enough for quantiles. */
    private static final int SAMPLE = 1_000;

    final SliceSpan asked;
    State state = State.READY;
    int pages;

    /** The row listed first, in epoch milliseconds. */
    long first;

    /** Milliseconds that a full page spans, as the latest page did; before any row, as in the slice that was cut. */
    double pace;

    private final ListingOrder order;

    /** The row listed last, in epoch milliseconds. */
    private long last;

    /** Rows of the first pages, in epoch milliseconds. */
    private long[] sample = {};

    /**
     * A slice without a page.
     *
     * @param pace the milliseconds that a full page is supposed to span
     */
    Slice(SliceSpan asked, ListingOrder order, double pace) {
        this.asked = asked;
        this.order = order;
        this.pace = pace;
    }

    /**
     * The older edge to ask for.
     *
     * @return {@code null} for none
     */
    public @Nullable Instant after() {
        return asked.after();
    }

    /**
     * The newer edge to ask for.
     *
     * @return {@code null} for none
     */
    public @Nullable Instant before() {
        return asked.before();
    }

    boolean isActive() {
        return state != State.FINISHED && state != State.DROPPED;
    }

    boolean hasRows() {
        return sample.length > 0;
    }

    /** Takes in a page as listed, and lets the order see which row follows which. */
    void take(long[] page, long rowsOfPage) {
        pages++;
        if (page.length == 0) {
            return;
        }
        if (hasRows()) {
            order.observe(last, page[0]);
        } else {
            first = page[0];
        }
        for (int i = 1; i < page.length; i++) {
            order.observe(page[i - 1], page[i]);
        }
        last = page[page.length - 1];
        pace = Math.max(1, Math.abs(last - page[0]) * (double) rowsOfPage / page.length);
        if (sample.length < SAMPLE) {
            sample = LongStream.concat(Arrays.stream(sample), Arrays.stream(page))
                    .toArray();
        }
    }

    /** Milliseconds in which rows may be yet to come: in a sorted listing, those beyond the row listed last. */
    long rest() {
        if (!hasRows() || !order.isSorted()) {
            return asked.length() / (1 + pages);
        }
        return Math.max(0, order.isNewestFirst() ? last - asked.low() : asked.high() - last);
    }

    /** Pages yet to come if rows go on like this to the far edge. */
    double remaining() {
        return order.isSorted() ? rest() / pace : 1.0 / (1 + pages);
    }

    /** The part to probe: all but so many pages, three quarters or more of what remains; {@code null} if there is none. */
    @Nullable
    SliceSpan far(int nearPages) {
        if (order.isSorted()) {
            long mark = beyond(Math.min(nearPages * pace, rest() * 0.75));
            return asked.canBeCutAt(mark) ? order.isNewestFirst() ? asked.upTo(mark) : asked.newerThan(mark) : null;
        }
        List<Long> marks = quantiles(asked, nearPages);
        boolean newer = first < marks.get(marks.size() / 2);
        long mark = marks.get(newer ? marks.size() - 1 : 0);
        return asked.canBeCutAt(mark) ? newer ? asked.newerThan(mark) : asked.upTo(mark) : null;
    }

    /** Where to cut so many equal parts, and the nearest of them into ever longer ones; nearest first. */
    List<Long> marks(int parts) {
        List<Long> marks = new ArrayList<>();
        double each = (double) rest() / parts;
        for (double near = NEAR * pace; near * FACTOR < each; near *= FACTOR) {
            marks.add(beyond(near));
        }
        for (int i = 1; i < parts; i++) {
            marks.add(beyond(i * each));
        }
        return marks;
    }

    /** Where to cut this window so that each part has as many of the rows seen. */
    List<Long> quantiles(SliceSpan span, int parts) {
        long[] within = Arrays.stream(sample)
                .filter(milli -> span.low() <= milli && milli <= span.high())
                .sorted()
                .toArray();
        List<Long> marks = new ArrayList<>();
        for (int i = 1; i < parts; i++) {
            int row = within.length * i / parts;
            marks.add(row == 0 ? span.low() : within[row - 1] + (within[row] - within[row - 1]) / 2);
        }
        return marks;
    }

    private long beyond(double millis) {
        return order.isNewestFirst() ? last - (long) millis : last + (long) millis;
    }
}
