package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The measure of the tests of memory: they are worth what it is. Each in a process of its own, where nobody else takes or
 * lets go of anything.
 */
class LiveHeapTest {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int THREADS = 16;
    private static final byte[] NOTHING = {};
    private static final AtomicReference<byte[]> GARBAGE = new AtomicReference<>();

    private static volatile boolean enough;

    private enum Check {
        WHAT_IS_HELD_COUNTS {
            @Override
            void run() {
                long before = LiveHeap.bytes();
                List<byte[]> held = kilobytes(16 * KIB);
                long after = LiveHeap.bytes();

                assertThat(after - before).as("sixteen megabytes").isBetween(16L * MIB, 17L * MIB);
                assertThat(held).as("held until here").hasSize(16 * KIB);
            }
        },
        /** So few that G1 would not move the others for them. */
        WHAT_IS_DEAD_AMONG_THE_LIVING_DOES_NOT {
            @Override
            void run() {
                List<byte[]> held = kilobytes(128 * KIB);
                LiveHeap.bytes();
                long before = LiveHeap.bytes();
                for (int i = 0; i < held.size(); i += 32) {
                    held.set(i, NOTHING);
                }
                long after = LiveHeap.bytes();

                assertThat(before - after).as("four megabytes").isBetween(4L * MIB, 5L * MIB);
                assertThat(held).as("held until here").hasSize(128 * KIB);
            }
        },
        WHAT_OTHER_THREADS_THROW_AWAY_DOES_NOT {
            @Override
            void run() throws InterruptedException {
                CountDownLatch started = new CountDownLatch(THREADS);
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Thread thread = new Thread(() -> throwAway(started), "throws-away-" + i);
                    thread.setDaemon(true);
                    threads.add(thread);
                    thread.start();
                }
                started.await();
                LongSummaryStatistics bytes =
                        LongStream.generate(LiveHeap::bytes).limit(3).summaryStatistics();
                enough = true;
                for (Thread thread : threads) {
                    thread.join();
                }

                assertThat(bytes.getMax() - bytes.getMin())
                        .as("spread of %s", bytes)
                        .isLessThan(MIB);
            }
        };

        abstract void run() throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void isExact(Check check, @TempDir Path directory) throws Exception {
        ChildJvm.run(directory, List.of(), LiveHeapTest.class.getName(), List.of(check.name()));
    }

    public static void main(String[] check) throws InterruptedException {
        Check.valueOf(check[0]).run();
    }

    private static void throwAway(CountDownLatch started) {
        started.countDown();
        while (!enough) {
            GARBAGE.set(new byte[KIB]);
        }
    }

    private static List<byte[]> kilobytes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new byte[KIB]).collect(Collectors.toCollection(ArrayList::new));
    }
}
