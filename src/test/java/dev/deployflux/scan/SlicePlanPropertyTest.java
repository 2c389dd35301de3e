package dev.deployflux.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.scan.SimulatedHistory.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Whatever the rows, the order, the edges and the arrivals: every row is found, and calls are bounded. */
class SlicePlanPropertyTest {

    private static final long DAY = 86_400_000;
    private static final long NOW = 1_000 * DAY;

    /** So many rows, evenly over so many milliseconds. */
    record Burst(long start, long length, int rows) {
        void addTo(List<Long> createdAt) {
            for (int i = 0; i < rows; i++) {
                createdAt.add(start + length * i / rows);
            }
        }

        long at(double share) {
            return start + (long) (length * share);
        }
    }

    /** Edges in milliseconds. */
    record Window(@Nullable Long after, @Nullable Long before) {
        @Nullable
        Instant afterInstant() {
            return after == null ? null : Instant.ofEpochMilli(after);
        }

        @Nullable
        Instant beforeInstant() {
            return before == null ? null : Instant.ofEpochMilli(before);
        }
    }

    @Property(tries = 2_000)
    void everyRowIsFound(
            @ForAll("bursts") @Size(max = 6) List<Burst> bursts,
            @ForAll("windows") Window window,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 7) int rowsOfPage,
            @ForAll @IntRange(min = 1, max = 9) int slices,
            @ForAll @IntRange(max = 7) int undocumented,
            @ForAll Random random) {
        SimulatedScan.Service service = new SimulatedScan.Service(
                rows(bursts, order, random),
                rowsOfPage,
                (undocumented & 1) != 0,
                (undocumented & 2) != 0,
                (undocumented & 4) != 0);

        SimulatedScan scan = new SimulatedScan(service, plan(window, slices), slices).runAtRandom(random);

        BitSet expected = new BitSet();
        service.list(window.afterInstant(), window.beforeInstant()).forEach(expected::set);
        assertThat(scan.found).isEqualTo(expected);
        if (slices == 1) {
            assertThat(scan.calls).isEqualTo(service.pages(expected.cardinality()));
        }
    }

    @Property(tries = 1_000)
    void callsAreBounded(
            @ForAll("bursts") @Size(min = 1, max = 6) List<Burst> bursts,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 6) int rowsOfPage,
            @ForAll @IntRange(min = 1, max = 20) int slices,
            @ForAll boolean emptyLastPage,
            @ForAll boolean inRounds,
            @ForAll Random random) {
        // edges that are outside list no row twice, so the bound is exact
        SimulatedScan.Service service =
                new SimulatedScan.Service(rows(bursts, order, random), rowsOfPage, false, false, emptyLastPage);

        SimulatedScan scan = new SimulatedScan(service, plan(new Window(null, null), slices), slices);
        int calls = (inRounds ? scan.runInRounds() : scan.runAtRandom(random)).calls;

        int pages = service.pages(service.createdAt().size());
        assertThat(calls).isLessThanOrEqualTo(pages + 12 + slices + pages / 20);
    }

    @Property(tries = 1_000)
    void twoPagesCostOneCallMoreAtMost(
            @ForAll("bursts") @Size(min = 1, max = 6) List<Burst> bursts,
            @ForAll Order order,
            @ForAll @IntRange(min = 1, max = 100) int rowsOfPage,
            @ForAll @IntRange(min = 1, max = 20) int slices,
            @ForAll boolean inRounds,
            @ForAll Random random) {
        long[] createdAt = random.longs(rowsOfPage + 1 + random.nextInt(rowsOfPage), 0, Long.MAX_VALUE)
                .map(any -> bursts.get((int) (any % bursts.size())).at(random.nextDouble()))
                .toArray();
        SimulatedScan.Service service = new SimulatedScan.Service(
                SimulatedHistory.listed(createdAt, order, random), rowsOfPage, false, false, false);

        SimulatedScan scan = new SimulatedScan(service, plan(new Window(null, null), slices), slices);
        int calls = (inRounds ? scan.runInRounds() : scan.runAtRandom(random)).calls;

        assertThat(calls).isLessThanOrEqualTo(3);
    }

    private static SlicePlan plan(Window window, int slices) {
        return new SlicePlan(window.afterInstant(), window.beforeInstant(), slices, Instant.ofEpochMilli(NOW));
    }

    private static List<Long> rows(List<Burst> bursts, Order order, Random random) {
        List<Long> createdAt = new ArrayList<>();
        bursts.forEach(burst -> burst.addTo(createdAt));
        return SimulatedHistory.listed(
                createdAt.stream().mapToLong(Long::longValue).toArray(), order, random);
    }

    /** Round numbers of days and of milliseconds around now, so that rows fall on edges and on cuts. */
    @Provide
    Arbitrary<List<Burst>> bursts() {
        Arbitrary<Long> starts = Arbitraries.oneOf(
                Arbitraries.longs().between(-100, 5).map(day -> NOW + day * DAY),
                Arbitraries.longs().between(-20, 5).map(milli -> NOW + milli));
        Arbitrary<Long> lengths = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 10),
                Arbitraries.longs().between(0, DAY),
                Arbitraries.longs().between(0, 60 * DAY));
        return Combinators.combine(starts, lengths, Arbitraries.integers().between(0, 250))
                .as(Burst::new)
                .list();
    }

    @Provide
    Arbitrary<Window> windows() {
        Arbitrary<Window> open = Combinators.combine(
                        Arbitraries.longs()
                                .between(-100, 5)
                                .map(day -> NOW + day * DAY)
                                .injectNull(0.4),
                        Arbitraries.longs()
                                .between(-60, 5)
                                .map(day -> NOW + day * DAY)
                                .injectNull(0.4))
                .as(Window::new);
        Arbitrary<Window> tiny = Combinators.combine(
                        Arbitraries.longs().between(-15, 5), Arbitraries.longs().between(0, 5))
                .as((start, length) -> new Window(NOW + start, NOW + start + length));
        return Arbitraries.oneOf(open, tiny);
    }
}
