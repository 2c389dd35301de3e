package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Somebody wants another number of tasks, without a deployment. */
record Scaling(Instant at, int from, int to) {

    /** How long ECS takes isn't documented. */
    static final Duration TAKES = Duration.ofSeconds(30);

    Scaling {
        if (to < 0 || to == from) {
            throw new IllegalArgumentException(
                    "There are to be %d tasks: give another number, zero or more, not %d".formatted(from, to));
        }
    }

    TaskCounts countsAt(Instant now) {
        return now.isBefore(at.plus(TAKES)) ? new TaskCounts(to, from, Math.max(0, to - from)) : TaskCounts.steady(to);
    }

    /** The oldest first. */
    List<ServiceNews> news(String who) {
        ServiceNews change =
                to > from ? ServiceNews.started(at, who, to - from) : ServiceNews.stopped(at, who, from - to);
        return List.of(change, ServiceNews.steady(at.plus(TAKES), who));
    }
}
