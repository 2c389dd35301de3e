package dev.deployflux.build;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** The TCK's subscribers keep what they get in queues with locks, for which they may wait a moment on any thread. */
public final class TckSubscribers implements BlockHoundIntegration {

    private static final String RECEPTACLE = "org.reactivestreams.tck.TestEnvironment$Receptacle";
    private static final String PROMISE = "org.reactivestreams.tck.TestEnvironment$Promise";

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(RECEPTACLE, "add")
                .allowBlockingCallsInside(RECEPTACLE, "complete")
                .allowBlockingCallsInside(PROMISE, "complete")
                .allowBlockingCallsInside(PROMISE, "completeImmediatly"); // as it is spelt there
    }
}
