package dev.deployflux.webflux;

import java.time.Duration;

/** Checked options of {@link DeploymentSse}. */
record SseOptions(Duration heartbeat, Duration retry, int maxClients, Duration stallTimeout) {

    private static final Duration SHORTEST_SILENCE = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_CLIENTS = 1_000_000;

    SseOptions {
        if (stallTimeout.compareTo(heartbeat) < 0) {
            throw new IllegalArgumentException("stallTimeout is " + stallTimeout
                    + ", but a client that is well takes only a comment every " + heartbeat
                    + ": write that heartbeat or more, best four of them");
        }
    }

    static Duration checkedHeartbeat(Duration heartbeat) {
        return checked("heartbeat", heartbeat, SHORTEST_SILENCE, "100 milliseconds to a day", "ofSeconds(15)");
    }

    static Duration checkedRetry(Duration retry) {
        return checked("retry", retry, Duration.ofMillis(1), "a millisecond to a day", "ofSeconds(3)");
    }

    static Duration checkedStallTimeout(Duration stallTimeout) {
        return checked("stallTimeout", stallTimeout, SHORTEST_SILENCE, "100 milliseconds to a day", "ofMinutes(1)");
    }

    static int checkedClients(int clients) {
        if (clients < 1 || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException("maxClients is " + clients
                    + ", but it counts the clients that there may be at once: write 1 to 1,000,000, such as 5,000");
        }
        return clients;
    }

    private static Duration checked(String name, Duration duration, Duration least, String range, String example) {
        if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + duration + ": write " + range + ", such as Duration." + example);
        }
        return duration;
    }
}
