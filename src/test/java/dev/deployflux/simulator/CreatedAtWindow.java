package dev.deployflux.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The {@code createdAt} filter of a call; an edge that wasn't given is open. */
record CreatedAtWindow(@Nullable Instant after, @Nullable Instant before, WindowEdges edges) {

    boolean contains(Instant createdAt) {
        return !isTooOld(createdAt) && !isTooNew(createdAt);
    }

    boolean isTooOld(Instant createdAt) {
        return after != null && (createdAt.isBefore(after) || (createdAt.equals(after) && !edges.afterInclusive()));
    }

    boolean isTooNew(Instant createdAt) {
        return before != null && (createdAt.isAfter(before) || (createdAt.equals(before) && !edges.beforeInclusive()));
    }
}
