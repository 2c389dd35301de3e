package dev.deployflux;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where a slice is cut. Marks that would leave nothing on one side are left out, so there may be fewer parts than asked. */
final class SliceCuts {

    private final SliceForecast forecast;
    private final ListingOrder order;

    SliceCuts(SliceForecast forecast, ListingOrder order) {
        this.forecast = forecast;
        this.order = order;
    }

    List<SliceSpan> cut(Slice slice, int parts) {
        if (!order.isSorted()) {
            return bySample(slice, parts);
        }
        return forecast.isSure(slice) ? evenly(slice, parts) : byMagnitude(slice, parts);
    }

    /** At a distance beyond the frontier of a sorted listing; a negative one lies behind it. */
    long beyondFrontier(Slice slice, double millis) {
        return order.isNewestFirst() ? slice.last - (long) millis : slice.last + (long) millis;
    }

    /** As many pages in each part, found and expected ones. */
    private List<SliceSpan> evenly(Slice slice, int parts) {
        double found = forecast.pages(slice);
        double expected = forecast.remaining(slice);
        long[] marks = new long[parts - 1];
        for (int i = 0; i < marks.length; i++) {
            double beyond = (found + expected) * (i + 1) / parts - found;
            marks[i] = beyondFrontier(
                    slice,
                    beyond < 0 ? forecast.seen(slice) * beyond / found : forecast.rest(slice) * beyond / expected);
        }
        return at(slice, marks);
    }

    /**
     * Each part a constant factor larger than the one before, as the rows may end in any order of magnitude. If there are
     * rows beyond the far edge, they may end nowhere: then one mark halves what remains.
     */
    private List<SliceSpan> byMagnitude(Slice slice, int parts) {
        double near = forecast.density(slice);
        double far = Math.max(0, forecast.farDensity(slice));
        double rest = forecast.rest(slice);
        double dense = forecast.dense(slice);
        int steps = far * rest <= 1 ? parts : parts - 1;
        long[] marks = new long[parts - 1];
        for (int i = 1; i < parts; i++) {
            double power = (double) i / steps;
            double beyond = (dense * Math.pow(forecast.most(slice) / dense, power) - dense) / near;
            if (i == steps) {
                beyond = rest / 2;
            } else if (far > near) {
                beyond = rest - rest * Math.pow(near / far, power);
            }
            marks[i - 1] = beyondFrontier(slice, beyond);
        }
        return at(slice, marks);
    }

    /** As many rows of the sample in each part, and no mark on a row if there is room beside it. */
    private static List<SliceSpan> bySample(Slice slice, int parts) {
        long[] sample = slice.sampleWithin(slice.part);
        long[] marks = new long[sample.length < 2 ? 0 : parts - 1];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = between(sample, Math.max(1, sample.length * (i + 1) / parts));
        }
        return at(slice, marks);
    }

    static long between(long[] sample, int index) {
        return sample[index - 1] + (sample[index] - sample[index - 1]) / 2;
    }

    private static List<SliceSpan> at(Slice slice, long[] marks) {
        Arrays.sort(marks);
        List<SliceSpan> parts = new ArrayList<>();
        SliceSpan left = slice.part;
        for (long mark : marks) {
            if (left.canBeCutAt(mark)) {
                parts.add(left.upTo(mark));
                left = left.newerThan(mark);
            }
        }
        parts.add(left);
        return parts;
    }
}
