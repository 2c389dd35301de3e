package dev.deployflux.scan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.scan.SimulatedHistory.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a plan is worth: rounds and calls, counted on histories of which one chain would make 1 to 200 pages. */
class SlicePlanTest {

    private static final List<Order> SORTED = List.of(Order.NEWEST_FIRST, Order.OLDEST_FIRST);

    @Test
    void evenHistoriesGoAlmostAsManyTimesFasterAsThereAreSlices() {
        for (Order order : SORTED) {
            assertThat(scan(SimulatedHistory.EVEN, 200, order, 8).rounds).isLessThanOrEqualTo(30);
            assertThat(scan(SimulatedHistory.EVEN, 200, order, 16).rounds).isLessThanOrEqualTo(18);
        }
    }

    @Test
    void workingHoursGoFiveTimesFasterAtLeast() {
        for (Order order : SORTED) {
            assertThat(scan(SimulatedHistory.WEEKDAYS_9_TO_17, 200, order, 8).rounds)
                    .isLessThanOrEqualTo(40);
        }
    }

    @Test
    void aBurstOfOneDayGoesMoreThanThreeTimesFasterWhereverItIs() {
        for (SimulatedHistory history : List.of(
                SimulatedHistory.ONE_DAY_AT_THE_NEW_END,
                SimulatedHistory.ONE_DAY_IN_THE_MIDDLE,
                SimulatedHistory.ONE_DAY_AT_THE_OLD_END)) {
            for (Order order : SORTED) {
                assertThat(scan(history, 200, order, 8).rounds)
                        .as("%s %s", history, order)
                        .isLessThanOrEqualTo(55);
            }
        }
    }

    @Test
    void aBurstOfOneHourAndManyBurstsGoParallelToo() {
        for (SimulatedHistory history : List.of(
                SimulatedHistory.ONE_HOUR_AT_THE_NEW_END,
                SimulatedHistory.ONE_HOUR_IN_THE_MIDDLE,
                SimulatedHistory.TEN_BURSTS)) {
            for (Order order : SORTED) {
                assertThat(scan(history, 200, order, 8).rounds)
                        .as("%s %s", history, order)
                        .isLessThanOrEqualTo(85);
            }
        }
    }

    @Test
    void unsortedListingsGoFiveTimesFaster() {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            assertThat(scan(history, 200, Order.SHUFFLED, 8).rounds)
                    .as("%s", history)
                    .isLessThanOrEqualTo(40);
        }
    }

    @Test
    void rowsOutOfPlaceDontHideTheOrder() {
        assertThat(scan(SimulatedHistory.EVEN, 200, Order.NEARLY_NEWEST_FIRST, 8).rounds)
                .isLessThanOrEqualTo(50);
    }

    @Test
    void nothingCostsMoreCallsThanTheBudget() {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            for (Order order : Order.values()) {
                for (int slices : List.of(2, 8, 16)) {
                    for (int pages : List.of(1, 2, 3, 10, 50, 200)) {
                        assertThat(scan(history, pages, order, slices).calls)
                                .as("%s %s, %d pages, %d slices", history, order, pages, slices)
                                .isLessThanOrEqualTo(pages + 12 + slices + pages / 20);
                    }
                }
            }
        }
    }

    @Test
    void aHistoryOfOnePageCostsOneCall() {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            for (Order order : Order.values()) {
                assertThat(scan(history, 1, order, 16).calls).isEqualTo(1);
            }
        }
    }

    @Test
    void twoOrThreePagesOfAnyOfTheseShapesCostOneCallMoreAtMost() {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            for (Order order : Order.values()) {
                assertThat(scan(history, 2, order, 16).calls).isLessThanOrEqualTo(3);
                assertThat(scan(history, 3, order, 16).calls).isLessThanOrEqualTo(4);
            }
        }
    }

    @Test
    void smallHistoriesBunchedAtTheNewEndCostHalfAsMuchAgainAtMost() {
        for (SimulatedHistory history :
                List.of(SimulatedHistory.ONE_DAY_AT_THE_NEW_END, SimulatedHistory.ONE_HOUR_AT_THE_NEW_END)) {
            for (int pages = 2; pages <= 10; pages++) {
                assertThat(scan(history, pages, Order.NEWEST_FIRST, 8).calls)
                        .as("%s, %d pages", history, pages)
                        .isLessThanOrEqualTo(pages * 3 / 2);
            }
        }
    }

    @Test
    void oneSliceIsTheChain() {
        for (SimulatedHistory history : SimulatedHistory.values()) {
            SimulatedScan scan = scan(history, 10, Order.NEWEST_FIRST, 1);
            assertThat(scan.calls).isEqualTo(10);
            assertThat(scan.rounds).isEqualTo(10);
        }
    }

    @Test
    void theFirstSliceAsksForTheCallersWindow() {
        Slice slice = Objects.requireNonNull(new SlicePlan(null, SimulatedHistory.NOW, 8, SimulatedHistory.NOW).next());
        assertThat(slice.after()).isNull();
        assertThat(slice.before()).isEqualTo(SimulatedHistory.NOW);
    }

    @Test
    void bothSidesOfACutShareItsMillisecondOnly() {
        SliceSpan window = new SliceSpan(null, null, 1_000, 2_000);
        SliceSpan older = window.upTo(1_500);
        SliceSpan newer = window.newerThan(1_500);
        assertThat(older.after()).isNull();
        assertThat(older.before()).isEqualTo(Instant.ofEpochMilli(1_501));
        assertThat(newer.after()).isEqualTo(Instant.ofEpochMilli(1_500));
        assertThat(newer.before()).isNull();
    }

    private static SimulatedScan scan(SimulatedHistory history, int pages, Order order, int slices) {
        SimulatedScan.Service service =
                new SimulatedScan.Service(history.createdAt(pages * 100, order), 100, false, true, false);
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, slices, SimulatedHistory.NOW);
        return new SimulatedScan(service, plan, slices).runInRounds();
    }

    /** A probe is dropped while its page is under way when the chain of the whole window has come to its end. */
    @Test
    void aPageThatOthersCoverMeanwhileMayFail() {
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, 8, SimulatedHistory.NOW);
        List<Slice> underWay = new ArrayList<>();
        List<Instant> oneDay = SimulatedHistory.ONE_DAY_AT_THE_NEW_END.createdAt(200, Order.NEWEST_FIRST).stream()
                .map(Instant::ofEpochMilli)
                .toList();

        Slice whole = requireNonNull(plan.next());
        plan.arrived(whole, oneDay.subList(0, 100), true);
        for (Slice next = plan.next(); next != null; next = plan.next()) {
            underWay.add(next);
        }
        assertThat(underWay).hasSize(2).contains(whole);
        Slice probe = underWay.get(underWay.get(0) == whole ? 1 : 0);
        plan.arrived(whole, oneDay.subList(100, 200), false);

        assertThat(plan.lost(probe)).isFalse();
        assertThat(plan.isFinished()).isTrue();
    }

    @Test
    void aPageOfASliceThatNothingElseCoversMayNotFail() {
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, 8, SimulatedHistory.NOW);

        assertThat(plan.lost(requireNonNull(plan.next()))).isTrue();
    }

    @Test
    void aProbeThatShowsARowOutsideItsWindowIsTheLast() {
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, 8, SimulatedHistory.NOW);
        List<Instant> even = even();
        Slice whole = requireNonNull(plan.next());
        plan.arrived(whole, even.subList(0, 100), true);
        Slice probe = requireNonNull(plan.next());

        plan.arrived(probe, even.subList(0, 100), true);

        for (int page = 1; page < 20; page++) {
            assertThat(plan.next()).isSameAs(whole);
            assertThat(plan.next()).isNull();
            plan.arrived(whole, even.subList(page * 100, page * 100 + 100), page < 19);
        }
        assertThat(plan.isFinished()).isTrue();
    }

    @Test
    void nothingIsProbedThatHoldsTheRowListedFirst() {
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, 8, SimulatedHistory.NOW);
        List<Instant> page = new ArrayList<>(even().subList(0, 99));
        page.add(0, SimulatedHistory.START.plusSeconds(1));
        Slice whole = requireNonNull(plan.next());

        plan.arrived(whole, page, true);

        assertThat(plan.next()).isSameAs(whole);
        assertThat(plan.next()).isNull();
    }

    @Test
    void rowsOutsideTheCallersWindowKeepTheChainAlone() {
        SlicePlan plan = new SlicePlan(null, SimulatedHistory.START, 8, SimulatedHistory.NOW);
        Slice whole = requireNonNull(plan.next());

        plan.arrived(whole, even().subList(0, 100), true);

        assertThat(plan.next()).isSameAs(whole);
        assertThat(plan.next()).isNull();
    }

    @Test
    void anEmptyPageOfAProbeThatIsNotItsLastProvesNothing() {
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, 8, SimulatedHistory.NOW);
        Slice whole = requireNonNull(plan.next());
        plan.arrived(whole, even().subList(0, 100), true);

        plan.arrived(requireNonNull(plan.next()), List.of(), true);

        assertThat(plan.next()).isSameAs(whole);
        assertThat(plan.next()).isNull();
    }

    @Test
    void rowsInTheMillisecondOfAnEdgeAreInside() {
        SliceSpan span = new SliceSpan(Instant.ofEpochMilli(10), Instant.ofEpochMilli(20), 10, 20);

        assertThat(span.leavesOut(Instant.ofEpochMilli(10))).isFalse();
        assertThat(span.leavesOut(Instant.ofEpochMilli(20).plusNanos(999_999))).isFalse();
        assertThat(span.leavesOut(Instant.ofEpochMilli(9))).isTrue();
        assertThat(span.leavesOut(Instant.ofEpochMilli(21))).isTrue();
        assertThat(new SliceSpan(null, null, 10, 20).leavesOut(Instant.EPOCH)).isFalse();
    }

    private static List<Instant> even() {
        return SimulatedHistory.EVEN.createdAt(20_000, Order.NEWEST_FIRST).stream()
                .map(Instant::ofEpochMilli)
                .toList();
    }
}
