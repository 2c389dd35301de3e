package dev.deployflux.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Ninety days of deployments. Each maps 0..1 to the day at which so large a share of the rows has been created. */
public enum SimulatedHistory {
    EVEN(u -> u * 90),
    ONE_DAY_AT_THE_NEW_END(u -> 89 + u),
    ONE_DAY_IN_THE_MIDDLE(u -> 40 + u),
    ONE_DAY_AT_THE_OLD_END(u -> u),
    ONE_HOUR_AT_THE_NEW_END(u -> 90 - (1 - u) / 24),
    ONE_HOUR_IN_THE_MIDDLE(u -> 40 + u / 24),
    WEEKDAYS_9_TO_17(u -> {
        double workday = u * 90 * 5 / 7;
        double day = Math.floor(workday / 5) * 7 + Math.floor(workday) % 5;
        return day + 9 / 24.0 + workday % 1 * 8 / 24;
    }),
    HALF_IN_ONE_DAY(u -> u < 0.5 ? u * 180 : 60 + (u - 0.5) * 2),
    DENSER_EVERY_WEEK(u -> Math.max(0, 90 + 7 * Math.log(u) / Math.log(2))),
    TEN_BURSTS(u -> (Math.floor(u * 10) + 0.5) * 9 + u * 10 % 1 / 24);

    public enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST,
        SHUFFLED,
        /** Newest first, but every twentieth row has changed places with one close by. */
        NEARLY_NEWEST_FIRST
    }

    public static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    public static final Instant START = NOW.minus(Duration.ofDays(90));

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold nothing
    private final DoubleUnaryOperator day;

    SimulatedHistory(DoubleUnaryOperator day) {
        this.day = day;
    }

    public List<Long> createdAt(int rows, Order order) {
        long[] createdAt = new long[rows];
        for (int i = 0; i < rows; i++) {
            createdAt[i] = START.toEpochMilli()
                    + (long) (day.applyAsDouble((i + 0.5) / rows)
                            * Duration.ofDays(1).toMillis());
        }
        return listed(createdAt, order, new Random(7));
    }

    /** Puts these into the order of a listing. */
    public static List<Long> listed(long[] createdAt, Order order, Random random) {
        Arrays.sort(createdAt);
        if (order == Order.SHUFFLED) {
            for (int i = createdAt.length - 1; i > 0; i--) {
                swap(createdAt, i, random.nextInt(i + 1));
            }
        } else if (order != Order.OLDEST_FIRST) {
            for (int i = 0; i < createdAt.length / 2; i++) {
                swap(createdAt, i, createdAt.length - 1 - i);
            }
        }
        if (order == Order.NEARLY_NEWEST_FIRST) {
            for (int i = 0; i < createdAt.length; i += 20) {
                swap(createdAt, i, Math.min(createdAt.length - 1, i + random.nextInt(5)));
            }
        }
        return Arrays.stream(createdAt).boxed().toList();
    }

    private static void swap(long[] values, int i, int j) {
        long value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
