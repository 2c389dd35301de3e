package dev.deployflux.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The health of a feed that has told these events, and nothing else. */
public final class ToldHealth {

    private ToldHealth() {}

    private static WatchOptions options() {
        WatchOptions options = new WatchOptions();
        options.clock = InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z"));
        return options;
    }

    /** As it is behind the last of them. */
    public static FeedHealth after(DeploymentEvent... events) {
        FeedLog log = new FeedLog(events.length + 1, Duration.ofDays(1));
        LogWriter.tell(log, List.of(events), true);
        return new FeedHealth(
                new FeedActivity(FeedTimes.of(options()), true, Duration.ofMinutes(1), null, 1),
                log.trouble(),
                log.lookedUp(),
                new FeedCounts(0, 0, 0, 1, 0, 0),
                new FeedReplication("here", null, Duration.ZERO, null),
                List.of(),
                new ServicesHealth(log.health(0, Duration.ZERO, Duration.ZERO)));
    }
}
