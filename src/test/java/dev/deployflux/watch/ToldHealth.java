package dev.deployflux.watch;

import java.time.Duration;
import java.util.List;

/** The health of a feed that has told these events, and nothing else. */
public final class ToldHealth {

    private ToldHealth() {}

    /** As it is behind the last of them. */
    public static FeedHealth after(DeploymentEvent... events) {
        FeedLog log = new FeedLog(events.length + 1, Duration.ofDays(1));
        LogWriter.tell(log, List.of(events), true);
        return new FeedHealth(
                new FeedActivity(true, Duration.ofMinutes(1), null, 1),
                log.trouble(),
                log.lookedUp(),
                new FeedCounts(0, 0, 0, 1, 0, 0),
                new FeedReplication("here", null, Duration.ZERO, null),
                List.of(),
                new ServicesHealth(log.health(0, Duration.ZERO, Duration.ZERO)));
    }
}
