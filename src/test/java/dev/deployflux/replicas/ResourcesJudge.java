package dev.deployflux.replicas;

import dev.deployflux.soak.Resources;
import dev.deployflux.soak.Tally;
import java.util.List;

/** Judges what a replica holds when all have left, by what it held when it was up and warm. */
final class ResourcesJudge {

    /** Bytes that the feed may keep of a deployment while it is in its window: its row, and what the log says of it. */
    private static final long OF_A_DEPLOYMENT = 6 * 1024;

    /** Threads of a pool that may have begun since, as event loops do when there is one more connection. */
    private static final int POOL = Math.max(2, Runtime.getRuntime().availableProcessors());

    private ResourcesJudge() {}

    /** What there is more of, in words, though only so many deployments have been told since. */
    static List<String> beyond(Resources before, Resources now, long deployments) {
        return now.beyond(before, deployments * OF_A_DEPLOYMENT, POOL);
    }

    static void judge(String replica, Resources before, Resources now, long deployments, Tally tally) {
        tally.count("replicas whose resources were judged");
        beyond(before, now, deployments).forEach(more -> tally.violation(replica + " leaves behind " + more));
    }
}
