package dev.deployflux;

import java.util.List;

/**
 * How many pages a slice may still have. All of it is guesswork on the rows seen, in units of the fullest page seen.
 *
 * <p>Of a <b>sorted</b> listing the rows seen end at a frontier; the rest lies between it and the far edge. The density
 * (pages per millisecond) behind the frontier is known, and so is that beyond the far edge if the next slice has begun.
 * Where they agree within a factor of 8, the rest is as dense as both: the forecast is <i>sure</i>. Where they don't, the
 * rows may end anywhere. With {@link #dense} pages found in a row, and {@link #most} if it went on like that up to the far
 * edge, the plan supposes the middle by orders of magnitude, {@code sqrt(dense * most)}. That is sure too once the two
 * are within a factor of 6.
 *
 * <p>Of an <b>unsorted</b> listing there is only what a feeler found, scaled by its share of the sample.
 */
final class SliceForecast {

    private static final double SIMILAR = 8;
    private static final double CLOSE = 6;

    private final List<Slice> all;
    private final ListingOrder order;
    private long rowsOfPage = 1;

    SliceForecast(List<Slice> all, ListingOrder order) {
        this.all = all;
        this.order = order;
    }

    void pageOf(int rows) {
        rowsOfPage = Math.max(rowsOfPage, rows);
    }

    /** Of a full page. */
    double share(long rows) {
        return (double) rows / rowsOfPage;
    }

    /** Pages still expected, with no more optimism than as much again as has been found. */
    double remaining(Slice slice) {
        if (slice.pages == 0) {
            return slice.leader != null ? 0 : Math.max(1, slice.expected);
        }
        if (!order.isSorted()) {
            return slice.expected > slice.pages ? slice.expected - slice.pages : slice.pages;
        }
        if (slice.rows == 0) {
            return 1;
        }
        double rest = rest(slice);
        double near = density(slice);
        double far = farDensity(slice);
        if (far > near || isSimilar(near, far)) {
            return rest * Math.sqrt(near * far);
        }
        if (slice.feeler != null && slice.feeler.pages == 0) {
            return rest * near; // a feeler is cut where rows are supposed to end
        }
        return Math.max(rest * far, Math.min(middle(slice), dense(slice)));
    }

    /** Pages still expected, a bold guess included. */
    double hoped(Slice slice) {
        boolean bold = order.isSorted() && slice.rows > 0 && !isSure(slice);
        return bold ? Math.max(remaining(slice), middle(slice)) : remaining(slice);
    }

    /** Whether {@link #remaining} rests on more than one end of what remains. */
    boolean isSure(Slice slice) {
        if (slice.pages == 0) {
            return slice.expected > 0;
        }
        if (!order.isSorted()) {
            return slice.expected > slice.pages;
        }
        double near = density(slice);
        double far = farDensity(slice);
        return isSimilar(near, far) || (far <= near && most(slice) <= CLOSE * dense(slice));
    }

    /** What a feeler's first page, with more to come, tells of the feeler and of its leader. */
    void feelerFoundMore(Slice feeler, Slice leader) {
        if (!order.isSorted()) {
            leader.expected = 2 * scale(feeler, leader);
        } else if (isSimilar(density(leader), density(feeler))) {
            feeler.lead = dense(leader) + remaining(leader);
            if (feeler.part.length() <= 4 * leader.part.length()) {
                feeler.expected = density(leader) * feeler.part.length(); // evenly dense so far, so trust the rest
            }
        }
    }

    /** What a feeler that ended on its first page tells of its leader. */
    void feelerEnded(Slice feeler, Slice leader) {
        if (!order.isSorted()) {
            leader.expected = Math.max(1, pages(feeler) * scale(feeler, leader));
        }
    }

    /** By how much a leader's rows outnumber those of its feeler, judged by the leader's sample. */
    private static double scale(Slice feeler, Slice leader) {
        int within = leader.sampleWithin(feeler.asked).length;
        return leader.sampleWithin(leader.asked).length / Math.max(1.0, within);
    }

    /** Pages found in a row up to the frontier, those before this slice included. */
    double dense(Slice slice) {
        return Math.max(1, slice.lead + pages(slice));
    }

    /** What {@link #dense} would become if rows went on like that to the far edge. */
    double most(Slice slice) {
        return dense(slice) + rest(slice) * density(slice);
    }

    /** Pages between the frontier and where rows are supposed to end. */
    double middle(Slice slice) {
        return Math.sqrt(dense(slice) * most(slice)) - dense(slice);
    }

    double pages(Slice slice) {
        return share(slice.rows);
    }

    /** Milliseconds between the frontier and the far edge. */
    double rest(Slice slice) {
        return Math.max(1, order.isNewestFirst() ? slice.last - slice.part.low() : slice.part.high() - slice.last);
    }

    /** Milliseconds between the first row and the frontier. */
    double seen(Slice slice) {
        return Math.max(1, Math.abs(slice.first - slice.last));
    }

    /** Pages per millisecond behind the frontier: by the last page if it differs much from all, since a burst began or ended. */
    double density(Slice slice) {
        double all = pages(slice) / seen(slice);
        double late =
                (double) slice.rowsOfLastPage / rowsOfPage / Math.max(1, Math.abs(slice.firstOfLastPage - slice.last));
        return slice.rowsOfLastPage < 2 || isSimilar(all, late) ? all : late;
    }

    /** Pages per millisecond beyond the far edge; negative if unknown. */
    double farDensity(Slice slice) {
        boolean down = order.isNewestFirst();
        for (Slice next : all) {
            SliceSpan span = next.asked;
            boolean adjoins = down ? span.high() == slice.part.low() + 1 : span.low() == slice.part.high() - 1;
            if (!adjoins || next.state == Slice.State.DROPPED) {
                continue;
            }
            if (next.state == Slice.State.FINISHED) {
                return pages(next) / Math.max(1, span.length());
            }
            if (next.rows > 0) {
                return pages(next) / Math.max(1, down ? span.high() - next.last : next.last - span.low());
            }
            return expectedDensity(next);
        }
        return expectedDensity(slice); // the far edge is the caller's
    }

    private static double expectedDensity(Slice slice) {
        return slice.expected == 0 ? -1 : slice.expected / Math.max(1, slice.asked.length());
    }

    private static boolean isSimilar(double one, double other) {
        return one < SIMILAR * other && other < SIMILAR * one;
    }
}
