package dev.deployflux.build;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** Clients made up by tests answer on the JDK's common pool, and may wait a moment until it takes the task. */
public final class CommonPool implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("java.util.concurrent.ForkJoinPool", "execute")
                .allowBlockingCallsInside("java.util.concurrent.CompletableFuture", "supplyAsync");
    }
}
