package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.EcsSimulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A list holds pages, not its history. */
class HeapTest {

    private static final int ROWS = 100_000;

    /**
     * A row takes about a kilobyte, so all of them would take 100 MB. What may grow is a token a page: a thousand of them
     * take less than half a megabyte. The rest of the bound is for pages that are under way.
     */
    private static final long BOUND_BYTES = 2L << 20;

    @Test
    void aHundredThousandRowsPassThroughAFlatHeap() {
        try (EcsSimulator ecs = EcsSimulator.start()) {
            ecs.cluster("prod").service("web").history(ROWS);
            AtomicInteger rows = new AtomicInteger();
            List<Long> used = new ArrayList<>();

            ServiceDeployments.create(ecs.client())
                    .list(r -> r.cluster("prod").service("web"))
                    .doOnNext(row -> {
                        if (rows.incrementAndGet() % 20_000 == 0) {
                            ecs.calls().clear();
                            used.add(LiveHeap.bytes());
                        }
                    })
                    .blockLast();

            assertThat(rows).hasValue(ROWS);
            assertThat(used.get(used.size() - 1) - used.get(0))
                    .as("growth of the heap over %s", used)
                    .isLessThan(BOUND_BYTES);
        }
    }
}
