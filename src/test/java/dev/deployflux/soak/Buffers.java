package dev.deployflux.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers of Netty, which heap doesn't show: those that were collected as garbage before anyone released them. Those that
 * the SDK's client or the simulator had read are counted apart: one is lost now and then when a call is aborted within its
 * answer, outside of what is tested here. All else runs on epoll.
 */
final class Buffers {

    private static final int ENOUGH_TO_NOTICE = 1_000;
    private static final String READ_BY_NIO = "NioByteUnsafe.read";
    private static final AtomicLong LEAKED = new AtomicLong();
    private static final AtomicLong LEAKED_OF_CALLS = new AtomicLong();

    private Buffers() {}

    /** Every one of them, before Netty is loaded. */
    static void watch() {
        System.setProperty("io.netty.leakDetection.level", "simple");
        System.setProperty("io.netty.leakDetection.samplingInterval", "1");
        ByteBufUtil.setLeakListener(
                (type, records) -> (records.contains(READ_BY_NIO) ? LEAKED_OF_CALLS : LEAKED).incrementAndGet());
    }

    /** As of the last look. */
    static long leakedOfCalls() {
        return LEAKED_OF_CALLS.get();
    }

    /** By all others, after a collection of garbage: Netty looks for leaks only when it allocates. */
    static long leaked() {
        System.gc();
        for (int i = 0; i < ENOUGH_TO_NOTICE; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
            buffer.release();
        }
        return LEAKED.get();
    }
}
