package dev.deployflux.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;

/** Buffers of Netty, which heap doesn't show: those that were collected as garbage before anyone released them. */
final class Buffers {

    private static final int ENOUGH_TO_NOTICE = 1_000;
    private static final AtomicLong LEAKED = new AtomicLong();

    private Buffers() {}

    /** Every one of them, before Netty is loaded. */
    static void watch() {
        System.setProperty("io.netty.leakDetection.level", "simple");
        System.setProperty("io.netty.leakDetection.samplingInterval", "1");
        ByteBufUtil.setLeakListener((type, records) -> LEAKED.incrementAndGet());
    }

    /** After a collection of garbage: Netty looks for leaks only when it allocates. */
    static long leaked() {
        System.gc();
        for (int i = 0; i < ENOUGH_TO_NOTICE; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
            buffer.release();
        }
        return LEAKED.get();
    }
}
