package dev.deployflux.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.docs.Guides;
import dev.deployflux.scan.SimulatedHistory.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many times faster than one chain, at 200 pages and 8 slices: floors, a little below what was measured. */
class SlicePlanSpeedTest {

    private static final int PAGES = 200;
    private static final int SLICES = 8;

    @ParameterizedTest
    @CsvSource({
        "EVEN, 6.6, 6.6, 6",
        "ONE_DAY_AT_THE_NEW_END, 3.5, 6.6, 6",
        "ONE_DAY_IN_THE_MIDDLE, 3.5, 3.5, 6",
        "ONE_DAY_AT_THE_OLD_END, 6.6, 3.5, 6",
        "ONE_HOUR_AT_THE_NEW_END, 3.5, 6.6, 6",
        "ONE_HOUR_IN_THE_MIDDLE, 3.5, 3.5, 6",
        "WEEKDAYS_9_TO_17, 5.5, 5.5, 6",
        "HALF_IN_ONE_DAY, 3.5, 3.5, 6",
        "DENSER_EVERY_WEEK, 5.5, 5.5, 6",
        "TEN_BURSTS, 6, 6, 6",
    })
    void everyHistoryIsFasterInEveryOrder(
            SimulatedHistory history, double newestFirst, double oldestFirst, double shuffled) {
        assertThat(speedUp(history.createdAt(PAGES * 100, Order.NEWEST_FIRST))).isGreaterThanOrEqualTo(newestFirst);
        assertThat(speedUp(history.createdAt(PAGES * 100, Order.OLDEST_FIRST))).isGreaterThanOrEqualTo(oldestFirst);
        assertThat(speedUp(history.createdAt(PAGES * 100, Order.SHUFFLED))).isGreaterThanOrEqualTo(shuffled);
    }

    /**
     * One to four bursts of 90 seconds to 90 days, anywhere. Sorted, the worst are not much faster than one chain: where
     * it comes upon a burst late, its pages are more than the allowance pays for. They never make more calls than that.
     */
    @ParameterizedTest(name = "seed 20260115, {0}")
    @CsvSource({"NEWEST_FIRST, 2.6, 1.3", "OLDEST_FIRST, 2.6, 1.3", "SHUFFLED, 5.7, 4.5"})
    void mixturesOfBurstsAreFasterToo(Order order, double median, double worst) {
        Random random = new Random(20260115);
        double[] speedUps = new double[60];
        for (int i = 0; i < speedUps.length; i++) {
            speedUps[i] = speedUp(SimulatedHistory.listed(mixture(random), order, random));
        }
        Arrays.sort(speedUps);
        assertThat(speedUps[speedUps.length / 2]).as("median").isGreaterThanOrEqualTo(median);
        assertThat(speedUps[0]).as("worst").isGreaterThanOrEqualTo(worst);
    }

    /** What the README claims, by its words for the history. */
    @ParameterizedTest
    @CsvSource({
        "evenly, EVEN",
        "on weekdays from 9 to 17, WEEKDAYS_9_TO_17",
        "in ten bursts of an hour, TEN_BURSTS",
        "all within one day, ONE_DAY_IN_THE_MIDDLE",
        "all within one hour, ONE_HOUR_IN_THE_MIDDLE",
        "'half of them within one day, the others evenly', HALF_IN_ONE_DAY",
    })
    void theReadmeClaimsNoMore(String words, SimulatedHistory history) throws IOException {
        String row = Guides.lines().stream()
                .filter(line -> line.startsWith("| " + words + " |"))
                .findFirst()
                .orElseThrow();
        List<Double> claims = Pattern.compile("\\| ([\\d.]+) ")
                .matcher(row)
                .results()
                .map(claim -> Double.valueOf(claim.group(1)))
                .toList();

        assertThat(claims).hasSize(3);
        everyHistoryIsFasterInEveryOrder(history, claims.get(0), claims.get(1), claims.get(2));
    }

    private static double speedUp(List<Long> createdAt) {
        SimulatedScan.Service service = new SimulatedScan.Service(createdAt, 100, false, true, false);
        SlicePlan plan = new SlicePlan(SimulatedHistory.START, SimulatedHistory.NOW, SLICES, SimulatedHistory.NOW);
        SimulatedScan scan = new SimulatedScan(service, plan, SLICES).runInRounds();
        assertThat(scan.calls).isLessThanOrEqualTo(PAGES * 115 / 100);
        return (double) PAGES / scan.rounds;
    }

    private static long[] mixture(Random random) {
        int bursts = 1 + random.nextInt(4);
        double[] days = new double[bursts];
        double[] start = new double[bursts];
        double[] weight = new double[bursts];
        for (int i = 0; i < bursts; i++) {
            days[i] = Math.pow(10, -3 + random.nextDouble() * Math.log10(90_000));
            start[i] = random.nextDouble() * (90 - days[i]);
            weight[i] = 0.1 + random.nextDouble();
        }
        double all = Arrays.stream(weight).sum();
        long[] createdAt = new long[PAGES * 100];
        for (int row = 0; row < createdAt.length; row++) {
            double at = random.nextDouble() * all;
            int burst = 0;
            while (burst < bursts - 1 && at > weight[burst]) {
                at -= weight[burst++];
            }
            double day = start[burst] + days[burst] * random.nextDouble();
            createdAt[row] = SimulatedHistory.START.toEpochMilli()
                    + (long) (day * Duration.ofDays(1).toMillis());
        }
        return createdAt;
    }
}
