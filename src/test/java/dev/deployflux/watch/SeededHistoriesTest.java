package dev.deployflux.watch;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random histories, checked against the truth. {@code mvn test -Dtest=SeededHistoriesTest -Ddeployflux.histories=10000}
 * runs ten thousand; a seed that fails is printed, and {@code -Ddeployflux.history=<seed>} runs it alone.
 */
class SeededHistoriesTest {

    private static final String COUNT = "deployflux.histories";
    private static final String SEED = "deployflux.history";
    private static final int FEW = 500;

    @Test
    void noPromiseIsBroken() {
        Long one = Long.getLong(SEED);
        LongStream seeds = one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger(COUNT, FEW));
        seeds.forEach(seed -> {
            try {
                new SeededHistory(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "; -D" + SEED + "=" + seed + " replays it: " + e, e);
            }
        });
    }
}
