package dev.deployflux.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers of Netty, which heap doesn't show: those that were collected as garbage before anyone released them. Those that
 * the SDK's client or the simulator had read are counted apart: one is lost now and then when a call is aborted within its
 * answer, outside of what is tested here. All else runs on epoll.
 */
final class Buffers {

    private static final int ENOUGH_TO_NOTICE = 1_000;
    private static final String READ_BY_NIO = "NioByteUnsafe.read";

    /** Of how many calls that were aborted or met a fault at most one loses a buffer. */
    private static final int CALLS_PER_LOSS = 100;

    private static final AtomicLong LEAKED = new AtomicLong();
    private static final AtomicLong LEAKED_OF_CALLS = new AtomicLong();
    private static volatile String first = "";

    private Buffers() {}

    /** Every one of them, before Netty is loaded. */
    static void watch() {
        System.setProperty("io.netty.leakDetection.level", "simple");
        System.setProperty("io.netty.leakDetection.samplingInterval", "1");
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
    }

    /** As of the last look. */
    static long leakedOfCalls() {
        return LEAKED_OF_CALLS.get();
    }

    /** Whether calls lost more than they may, of which so many were aborted or met a fault. */
    static boolean isTooMany(long leakedOfCalls, long troubledCalls) {
        return leakedOfCalls * CALLS_PER_LOSS > troubledCalls;
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

    /** Where the first one of all others came from; empty if there is none. */
    static String first() {
        return first;
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // abstract all the same
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
            return new Detector<>(type, interval);
        }
    }

    /** Tells of each leak: Netty's own tells only of the first of those that look alike. */
    static class Detector<T> extends ResourceLeakDetector<T> {

        private static final AtomicLong TRACKED = new AtomicLong();

        Detector(Class<T> type, int interval) {
            super(type, interval);
        }

        /** Part of the text that is told, which no two have in common. */
        @Override
        protected Object getInitialHint(String type) {
            return TRACKED.incrementAndGet();
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            if (records.contains(READ_BY_NIO)) {
                LEAKED_OF_CALLS.incrementAndGet();
            } else {
                LEAKED.incrementAndGet();
                first = first.isEmpty() ? type + records : first;
            }
        }
    }
}
