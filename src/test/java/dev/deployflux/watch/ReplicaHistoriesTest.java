package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of several replicas, checked against the truth and against the log. {@code mvn test
 * -Dtest=ReplicaHistoriesTest -Ddeployflux.replica-histories=10000} runs ten thousand; each seed that fails is printed, and
 * {@code -Ddeployflux.replica-history=<seed>} runs it alone.
 */
class ReplicaHistoriesTest {

    private static final String COUNT = "deployflux.replica-histories";
    private static final String SEED = "deployflux.replica-history";
    private static final int FEW = 25;

    private static String brief(Throwable error) {
        String message = String.valueOf(error);
        return message.substring(0, Math.min(2_000, message.length()));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS) // for ten thousand
    void noPromiseIsBroken() {
        Long one = Long.getLong(SEED);
        long from = Long.getLong("deployflux.replica-histories-from", 0);
        LongStream seeds =
                one != null ? LongStream.of(one) : LongStream.range(from, from + Integer.getInteger(COUNT, FEW));
        List<AssertionError> broken = new ArrayList<>();
        seeds.forEach(seed -> {
            SeededReplicas history = new SeededReplicas(seed);
            try {
                history.run();
            } catch (AssertionError | RuntimeException e) {
                broken.add(new AssertionError(
                        "seed " + seed + "; -D" + SEED + "=" + seed + " replays it: " + history.faults + "\n"
                                + brief(e),
                        e));
            }
        });
        if (!broken.isEmpty()) {
            throw new AssertionError(
                    broken.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")), broken.get(0));
        }
    }
}
