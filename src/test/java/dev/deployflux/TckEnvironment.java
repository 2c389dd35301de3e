package dev.deployflux;

import org.reactivestreams.tck.TestEnvironment;

/** How long the TCK waits: for what must come, as long as a busy machine may need; for what must not, a moment. */
public final class TckEnvironment extends TestEnvironment {

    private static final long TIMEOUT_MILLIS = 30_000;
    private static final long QUIET_MILLIS = 20;

    /** Left out, it is the whole timeout: an error that has come would be waited for to the end. */
    private static final long POLL_MILLIS = 20;

    public TckEnvironment() {
        super(TIMEOUT_MILLIS, QUIET_MILLIS, POLL_MILLIS);
    }
}
