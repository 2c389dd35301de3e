package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether passes begin when they are due. As the one that was due first comes first, one pass speaks for all. */
final class BehindDetector {

    private boolean behind;
    private Duration reported = Duration.ZERO;

    /** The interval of the pass that was reported last: what is on time for a longer one may be late for it. */
    private Duration missed = Duration.ZERO;

    /** Goes on behind what was told last. */
    void restore(DeploymentEvent.@Nullable FellBehind told) {
        if (told != null) {
            behind = true;
            reported = told.achieved().minus(told.wanted());
            missed = told.wanted();
        }
    }

    /**
     * A pass has begun.
     *
     * @param wanted the interval since the one before that was asked for
     * @param late how long after that it began
     * @param services how many services are watched
     * @return what there is to report
     */
    List<DeploymentEvent> began(Duration wanted, Duration late, int services) {
        if (late.multipliedBy(2).compareTo(wanted) >= 0 && (!behind || late.compareTo(reported.multipliedBy(2)) >= 0)) {
            behind = true;
            reported = late;
            missed = wanted;
            return List.of(new DeploymentEvent.FellBehind(wanted, wanted.plus(late), services));
        }
        Duration shorter = wanted.compareTo(missed) < 0 ? wanted : missed;
        if (behind && late.multipliedBy(10).compareTo(shorter) < 0) {
            behind = false;
            return List.of(new DeploymentEvent.CaughtUp(services));
        }
        return List.of();
    }
}
