package dev.deployflux;

import java.util.List;

/**
 * Whether slices are to be cut from a chain whose page has just arrived, by these rules:
 *
 * <ol>
 *   <li><b>Feeler.</b> If a slice may have six pages more, but {@link SliceForecast} isn't sure, its far side is asked for
 *       one page while the chain goes on. The first feeler of a chain asks for the farthest three quarters of what
 *       remains; later ones ask for all beyond the point where rows are supposed to end. If it finds no more than a page,
 *       the far side is done, for one call. If it finds more, it becomes a slice, and its leader is cut where the feeler
 *       begins. A fourth page has the far edge felt in any case. Of an unsorted listing the feeler asks for the share of
 *       the sample in which more than a page means three pages for each slice.
 *   <li><b>Cut.</b> A slice of which the forecast is sure is cut if it is at least twice its fair share, which is all that
 *       is expected divided by the slices that may be under way, and three pages at least; if slices are idle, the longest
 *       one is cut at one and a half. It is abandoned, its parts begin anew, and must be done sooner than it would have
 *       been. Parts are equal in expected pages. While a slice of unknown size waits for its first page, nobody knows a
 *       fair share, and no other is cut.
 *   <li><b>Guess.</b> If the forecast is not sure but the budget allows three parts or more, it is cut by orders of
 *       magnitude instead of being felt: its parts are cut again, or not, when each has shown its first page.
 *   <li>A slice is only cut when its own page has arrived, so that no call under way is in vain, and only if
 *       {@link WasteBudget} allows it.
 * </ol>
 */
final class SliceReview {

    /** Pages: what is smaller isn't worth a slice. */
    private static final int WORTHWHILE = 3;

    /** The page after which the far edge is felt in any case. */
    private static final int LATE = 4;

    private final int slices;
    private final List<Slice> all;
    private final ListingOrder order;
    private final SliceForecast forecast;
    private final SliceCuts cuts;
    private final WasteBudget budget;

    /**
     * Shares all of it with the plan.
     *
     * @param slices how many calls may be under way at once
     * @param all the plan's slices, to which new ones are added
     */
    SliceReview(int slices, List<Slice> all, ListingOrder order, SliceForecast forecast, WasteBudget budget) {
        this.slices = slices;
        this.all = all;
        this.order = order;
        this.forecast = forecast;
        this.cuts = new SliceCuts(forecast, order);
        this.budget = budget;
    }

    /** Its page has arrived, its next one isn't asked for yet: the moment to cut it. */
    void of(Slice slice) {
        Slice feeler = slice.feeler;
        if (slices == 1 || (feeler != null && feeler.state != Slice.State.HELD)) {
            return;
        }
        if (feeler != null) {
            cutAt(slice, feeler);
        } else if (!order.isSorted()) {
            if (slice.expected > slice.pages) {
                cut(slice);
            } else if (slice.expected == 0 && slice.pages <= 2) {
                feelSample(slice);
            }
        } else if (slice.rows > 0) {
            boolean late = forecast.farDensity(slice) < 0 && slice.pages >= LATE;
            if (forecast.isSure(slice) && !late) {
                cut(slice);
            } else if (late || mayHave(slice) >= 2 * WORTHWHILE) {
                explore(slice);
            }
        }
    }

    private double mayHave(Slice slice) {
        return forecast.rest(slice) * Math.max(forecast.density(slice), forecast.farDensity(slice));
    }

    private void cut(Slice slice) {
        if (isAnyUnknown()) {
            return;
        }
        double own = slice.pages + forecast.remaining(slice);
        double fair = fairShare();
        if (own < (idle() > 0 && isLongest(slice) ? 1.5 : 2) * fair) {
            return;
        }
        int parts = affordable(slice, (int) Math.min(slices, Math.round(own / fair)), forecast.remaining(slice));
        if (parts >= 2 && isFaster(slice, forecast.remaining(slice), parts)) {
            replace(slice, cuts.cut(slice, parts));
        }
    }

    /** Cuts a leader: the feeler that found more becomes a slice, and the rest is cut into parts, or one. */
    private void cutAt(Slice slice, Slice feeler) {
        double expected = forecast.remaining(slice) + forecast.hoped(feeler);
        double own = slice.pages + forecast.remaining(slice);
        int parts = (int) Math.max(1, Math.min(slices, Math.round(own / fairShare())));
        if (order.isSorted() && !forecast.isSure(slice)) {
            parts = Math.max(parts, guesses());
        }
        parts = affordable(slice, parts, expected);
        if (parts >= 1 && isFaster(slice, expected, parts + 1)) {
            feeler.leader = null;
            feeler.state = Slice.State.READY;
            replace(slice, cuts.cut(slice, parts));
            of(feeler);
        }
    }

    private void explore(Slice slice) {
        double near = forecast.density(slice);
        double far = forecast.farDensity(slice);
        double rest = forecast.rest(slice);
        if (far >= 0) {
            int parts = affordable(slice, guesses(), 0);
            if (parts >= WORTHWHILE && replace(slice, cuts.cut(slice, parts))) {
                return;
            }
        }
        double beyond = forecast.middle(slice) / near;
        if (far < 0) {
            beyond = rest / 4;
        } else if (far > near) {
            beyond = rest - rest * Math.sqrt(near / far);
        }
        feel(slice, cuts.beyondFrontier(slice, beyond), !order.isNewestFirst());
    }

    private void feelSample(Slice slice) {
        long[] sample = slice.sampleWithin(slice.part);
        if (sample.length >= 2) {
            int newest = Math.max(1, sample.length / (WORTHWHILE * slices));
            feel(slice, SliceCuts.between(sample, sample.length - newest), true);
        }
    }

    private void feel(Slice slice, long milli, boolean newer) {
        if (slice.part.canBeCutAt(milli) && budget.left(promised()) >= 1) {
            budget.spend(1);
            SliceSpan whole = slice.part;
            Slice feeler = new Slice(newer ? whole.newerThan(milli) : whole.upTo(milli));
            feeler.leader = slice;
            slice.feeler = feeler;
            slice.part = newer ? whole.upTo(milli) : whole.newerThan(milli);
            all.add(feeler);
        }
    }

    private boolean replace(Slice slice, List<SliceSpan> parts) {
        if (parts.size() == 1 && slice.feeler == null) {
            return false;
        }
        budget.spend(slice.pages + parts.size() - 1);
        boolean sure = !order.isSorted() || forecast.isSure(slice);
        double own = slice.pages + forecast.remaining(slice);
        for (SliceSpan span : parts) {
            Slice part = new Slice(span);
            if (sure) {
                part.expected = own / parts.size();
            }
            if (order.isSorted()) {
                long beyond = order.isNewestFirst() ? slice.last - span.high() : span.low() - slice.last;
                part.lead = Math.max(0, forecast.dense(slice) + forecast.density(slice) * (double) beyond);
            }
            all.add(part);
        }
        slice.state = Slice.State.DROPPED;
        return true;
    }

    /** How many of these parts the budget allows; 0 or less if not even one. */
    private int affordable(Slice slice, int parts, double expected) {
        double trusted = Math.max(promised(), Math.min(expected, 8.0 * (budget.found() + 1)));
        return Math.min(parts, budget.left(trusted) - slice.pages + 1);
    }

    private static boolean isFaster(Slice slice, double expected, int parts) {
        return (slice.pages + expected) / parts + 1 < expected;
    }

    private double fairShare() {
        double expected = all.stream()
                .filter(Slice::isActive)
                .mapToDouble(forecast::remaining)
                .sum();
        return Math.max(expected / slices, WORTHWHILE);
    }

    /** Pages expected with good reason: one where nobody is sure. */
    private double promised() {
        return all.stream()
                .filter(slice -> slice.isActive() && slice.leader == null)
                .mapToDouble(slice ->
                        forecast.isSure(slice) ? forecast.remaining(slice) : Math.min(1, forecast.remaining(slice)))
                .sum();
    }

    private boolean isAnyUnknown() {
        return order.isSorted()
                && all.stream()
                        .anyMatch(slice ->
                                slice.isActive() && slice.pages == 0 && slice.expected == 0 && slice.leader == null);
    }

    private boolean isLongest(Slice slice) {
        double pages = forecast.remaining(slice);
        return all.stream().noneMatch(other -> other.isActive() && forecast.remaining(other) > pages);
    }

    private int idle() {
        return slices - (int) all.stream().filter(Slice::isActive).count();
    }

    /** Parts for a guess: enough to keep all busy. */
    private int guesses() {
        return Math.max(WORTHWHILE, idle() + 1);
    }
}
