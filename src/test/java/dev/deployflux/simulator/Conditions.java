package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;

/** What a call is answered under: as of which instant, and with how many rows a page at most. */
record Conditions(Instant now, int rowLimit) {

    static Conditions at(Instant now) {
        return new Conditions(now, Integer.MAX_VALUE);
    }

    Conditions earlier(Duration age) {
        return new Conditions(now.minus(age), rowLimit);
    }

    Conditions withRowLimit(int limit) {
        return new Conditions(now, Math.min(limit, rowLimit));
    }
}
