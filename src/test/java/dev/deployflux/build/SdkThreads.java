package dev.deployflux.build;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Has BlockHound watch the SDK's pool that completes futures too, on which pages arrive and rows are emitted. Blocking is
 * allowed there; if it happens outside the SDK and Netty, it is ours.
 */
public final class SdkThreads implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.nonBlockingThreadPredicate(
                        current -> current.or(thread -> thread.getName().startsWith("sdk-async-response")))
                // The pool itself: threads wait for work, begin and end.
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "getTask")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "addWorker")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor$Worker", "lock")
                .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "processWorkerExit")
                // The next call is made where the page before arrived; the SDK may wait for a lock of its own.
                .allowBlockingCallsInside(
                        "software.amazon.awssdk.services.ecs.DefaultEcsAsyncClient", "listServiceDeployments")
                .allowBlockingCallsInside("software.amazon.awssdk.services.ecs.DefaultEcsAsyncClient", "listServices")
                .allowBlockingCallsInside("software.amazon.awssdk.services.ecs.DefaultEcsAsyncClient", "listClusters")
                // Netty takes a short lock when a thread other than an event loop's needs a buffer, to write an event
                // as JSON.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Chunk", "release")
                // A client that is closed waits for its connections to close.
                .allowBlockingCallsInside("io.netty.channel.pool.SimpleChannelPool", "close");
    }
}
