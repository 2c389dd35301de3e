package dev.deployflux;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One chain of pages over a window that never changes: what {@link SlicePlan} knows of it. */
final class Slice {

    enum State {
        /** Its next page may be asked for. */
        READY,
        /** Its next page has been asked for. */
        UNDER_WAY,
        /** A feeler that found more than a page: it waits until its leader is cut. */
        HELD,
        /** Followed to its end. */
        FINISHED,
        /** Abandoned: other slices cover it. */
        DROPPED
    }

    /** Enough for quantiles. */
    private static final int SAMPLE = 1_000;

    /** What is asked for. */
    final SliceSpan asked;

    /** What this chain alone has yet to find: {@link #asked} without what its feelers found or are finding. */
    SliceSpan part;

    State state = State.READY;

    /** The slice that this one feels the way for; {@code null} if it is no feeler or no more. */
    @Nullable
    Slice leader;

    /** The feeler under way or held. */
    @Nullable
    Slice feeler;

    /** Pages that the whole slice was expected to have when it was cut; 0 if nobody could tell. */
    double expected;

    /** Pages found or expected right before the edge that this slice starts at, as densely as here. */
    double lead;

    int pages;
    long rows;

    /** The row listed first, in epoch milliseconds like all that follow. */
    long first;

    long last;
    long rowsOfLastPage;
    long firstOfLastPage;
    private long[] sample = new long[0];

    Slice(SliceSpan asked) {
        this.asked = asked;
        this.part = asked;
    }

    /** The edge to ask for; {@code null} for none. */
    @Nullable
    Instant after() {
        return asked.after();
    }

    /** The edge to ask for; {@code null} for none. */
    @Nullable
    Instant before() {
        return asked.before();
    }

    boolean isActive() {
        return state != State.FINISHED && state != State.DROPPED;
    }

    /** Takes in a page, and lets the order see which row follows which. */
    void take(List<Instant> createdAt, ListingOrder order) {
        pages++;
        int kept = sample.length;
        sample = Arrays.copyOf(sample, Math.max(kept, Math.min(SAMPLE, kept + createdAt.size())));
        rowsOfLastPage = createdAt.size();
        for (int i = 0; i < createdAt.size(); i++) {
            long milli = createdAt.get(i).toEpochMilli();
            if (i == 0) {
                firstOfLastPage = milli;
            }
            if (rows == 0) {
                first = milli;
            } else {
                order.observe(last, milli);
            }
            last = milli;
            rows++;
            if (kept < sample.length) {
                sample[kept++] = milli;
            }
        }
    }

    /** Rows of the first pages that lie in this span, oldest first. */
    long[] sampleWithin(SliceSpan span) {
        return Arrays.stream(sample)
                .filter(milli -> span.low() <= milli && milli <= span.high())
                .sorted()
                .toArray();
    }
}
