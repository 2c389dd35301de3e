package dev.deployflux.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out a {@link SlicePlan} on rows in memory, and watches what the plan has promised at each step. */
final class SimulatedScan {

    /**
     * What ECS leaves open.
     *
     * @param createdAt of each row in milliseconds, in listed order
     * @param emptyLastPage whether a window ends with an empty page if its last rows fill one
     */
    record Service(
            List<Long> createdAt,
            int rowsOfPage,
            boolean afterInclusive,
            boolean beforeInclusive,
            boolean emptyLastPage) {

        /** The rows of this window, by their place in the listing. */
        List<Integer> list(@Nullable Instant after, @Nullable Instant before) {
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < createdAt.size(); row++) {
                Instant instant = Instant.ofEpochMilli(createdAt.get(row));
                if ((after == null || instant.isAfter(after) || (afterInclusive && instant.equals(after)))
                        && (before == null
                                || instant.isBefore(before)
                                || (beforeInclusive && instant.equals(before)))) {
                    rows.add(row);
                }
            }
            return rows;
        }

        int pages(int rows) {
            return emptyLastPage ? rows / rowsOfPage + 1 : Math.max(1, (rows + rowsOfPage - 1) / rowsOfPage);
        }
    }

    private final Service service;
    private final SlicePlan plan;
    private final int slices;
    private final List<Slice> underWay = new ArrayList<>();
    private final Map<Slice, List<Integer>> rows = new HashMap<>();
    private final Map<Slice, Integer> pages = new HashMap<>();
    private final Set<Slice> abandoned = new HashSet<>();
    private double share;

    /** The rows that arrived. */
    final BitSet found = new BitSet();

    int calls;

    /** How long it took, if every call takes as long. */
    int rounds;

    SimulatedScan(Service service, SlicePlan plan, int slices) {
        this.service = service;
        this.plan = plan;
        this.slices = slices;
    }

    /** Every call takes one round. */
    SimulatedScan runInRounds() {
        while (!plan.isFinished()) {
            start();
            rounds++;
            int arriving = underWay.size();
            for (int i = 0; i < arriving; i++) {
                arrive(underWay.remove(0));
            }
        }
        return finished();
    }

    /** Pages arrive in any order. */
    SimulatedScan runAtRandom(Random random) {
        while (!plan.isFinished()) {
            start();
            arrive(underWay.remove(random.nextInt(underWay.size())));
        }
        while (!underWay.isEmpty()) {
            arrive(underWay.remove(0));
        }
        return finished();
    }

    private SimulatedScan finished() {
        assertThat(plan.isFinished()).isTrue();
        assertThat(plan.next()).isNull();
        assertThat(plan.share()).isEqualTo(1.0);
        return this;
    }

    private void start() {
        for (Slice slice = plan.next(); slice != null; slice = plan.next()) {
            underWay.add(slice);
            calls++;
            assertThat(abandoned).doesNotContain(slice);
            assertThat(underWay).hasSizeLessThanOrEqualTo(slices).doesNotHaveDuplicates();
            rows.computeIfAbsent(slice, s -> service.list(s.after(), s.before()));
        }
        assertThat(underWay).as("calls under way while the scan isn't finished").isNotEmpty();
    }

    private void arrive(Slice slice) {
        List<Integer> all = rows.getOrDefault(slice, List.of());
        int page = pages.merge(slice, 1, Integer::sum);
        assertThat(page).as("pages of a chain").isLessThanOrEqualTo(service.pages(all.size()));
        int from = Math.min(all.size(), (page - 1) * service.rowsOfPage);
        List<Instant> createdAt = new ArrayList<>();
        for (int row : all.subList(from, Math.min(all.size(), page * service.rowsOfPage))) {
            found.set(row);
            createdAt.add(Instant.ofEpochMilli(service.createdAt.get(row)));
        }
        plan.arrived(slice, createdAt, page < service.pages(all.size()));
        for (Slice known : rows.keySet()) {
            if (known.state == Slice.State.DROPPED) {
                abandoned.add(known);
            }
        }
        assertThat(plan.share()).isBetween(share, 1.0);
        share = plan.share();
        assertThat(share == 1).isEqualTo(plan.isFinished());
    }
}
