package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories, checked against the truth. {@code mvn test -Dtest=SeededHistoriesTest -Ddeployflux.histories=10000}
 * runs ten thousand; each seed that fails is printed, and {@code -Ddeployflux.history=<seed>} runs it alone.
 */
class SeededHistoriesTest {

    private static final String COUNT = "deployflux.histories";
    private static final String SEED = "deployflux.history";
    private static final int FEW = 500;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS) // for ten thousand
    void noPromiseIsBroken() {
        Long one = Long.getLong(SEED);
        LongStream seeds = one != null ? LongStream.of(one) : LongStream.range(0, Integer.getInteger(COUNT, FEW));
        List<AssertionError> broken = new ArrayList<>();
        seeds.forEach(seed -> {
            try {
                new SeededHistory(seed).run();
            } catch (AssertionError | RuntimeException e) {
                broken.add(new AssertionError("seed " + seed + "; -D" + SEED + "=" + seed + " replays it: " + e, e));
            }
        });
        if (!broken.isEmpty()) {
            throw new AssertionError(
                    broken.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")), broken.get(0));
        }
    }
}
