package dev.deployflux;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Has BlockHound watch the SDK's threads too, on which pages arrive and rows are emitted: its event loops, and the pool
 * that completes its futures, where blocking is allowed but would mean that we block.
 */
public final class SdkThreads implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.nonBlockingThreadPredicate(current -> current.or(SdkThreads::isSdkThread))
                // An idle thread of the pool waits for work.
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "getTask")
                // The SDK's client waits for its connections to close, when it is closed.
                .allowBlockingCallsInside("io.netty.channel.pool.SimpleChannelPool", "close");
    }

    private static boolean isSdkThread(Thread thread) {
        return thread.getName().startsWith("aws-java-sdk-NettyEventLoop")
                || thread.getName().startsWith("sdk-async-response");
    }
}
