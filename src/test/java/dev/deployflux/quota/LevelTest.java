package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @CsvSource({"50, 20", "100, 20", "1, 3", "7, 7", "10, 0.3", "5, 9999", "3, 0.01"})
    void grantsTheBurstAndTheRateAndNotOneMore(int burst, double perSecond) {
        Level level = Level.full(Limits.of(burst, perSecond), -5);
        long granted = 0;
        long now = -5;
        long end = now + (long) (10_000 / perSecond * SECOND); // 10,000 permits later
        while (now <= end) {
            while (level.available() > 0) {
                level = level.reserve().charge(1);
                granted++;
            }
            now += level.nanosToNext();
            level = level.at(now);
        }

        assertThat(granted).isBetween(burst + 9_998L, burst + 10_000L);
    }

    @Property
    void looksInBetweenDoNotChangeWhatIsThere(
            @ForAll @IntRange(min = 1, max = 100) int burst,
            @ForAll @DoubleRange(min = 0.01, max = 10_000) double perSecond,
            @ForAll @IntRange(min = 1, max = 1_000) int looks,
            @ForAll @IntRange(min = 1, max = 1_000_000_007) int step,
            @ForAll @IntRange(min = 50, max = 1_000) int speed) {
        Limits limits = Limits.of(burst, perSecond);
        Level start = new Level(limits, 0, 0, speed, 0, 0);
        Level looked = start;
        for (int i = 1; i <= looks; i++) {
            looked = looked.at((long) i * step);
        }

        assertThat(looked).isEqualTo(start.at((long) looks * step));
    }

    @Property
    void theNextPermitIsThereAtItsTimeAndNotANanosecondBefore(
            @ForAll @IntRange(min = 2, max = 100) int burst,
            @ForAll @DoubleRange(min = 0.01, max = 10_000) double perSecond,
            @ForAll @IntRange(max = 1_000_000) int debt,
            @ForAll @IntRange(min = 50, max = 1_000) int speed) {
        Level level = new Level(Limits.of(burst, perSecond), -debt, 1, speed, 0, 0);
        long next = level.nanosToNext();

        assertThat(level.at(next).available()).isEqualTo(1);
        assertThat(level.at(next - 1).available()).isLessThanOrEqualTo(0);
    }

    @Test
    void aFullyReservedBucketHasNoNextPermitBeforeACallEnds() {
        Level level = Level.full(Limits.of(1, 20), 0).reserve();

        assertThat(level.nanosToNext()).isZero();
        assertThat(level.at(1_000 * SECOND).available()).isZero();
        assertThat(level.charge(1).nanosToNext()).isEqualTo(SECOND / 20);
    }

    @Test
    void aClockThatStartsAnewTakesNothingAndBringsNothing() {
        Level level = Level.full(Limits.of(2, 1), 1_000 * SECOND).reserve().charge(1);

        assertThat(level.at(0).available()).isEqualTo(1);
        assertThat(level.at(0).at(SECOND).available()).isEqualTo(2);
    }

    @Test
    void aLongPauseFillsTheBucketAndOverflowsNothing() {
        Level level = new Level(Limits.of(10_000, 0.01), 0, 0, Level.FULL, 0, 0);

        assertThat(level.at(Long.MAX_VALUE).available()).isEqualTo(10_000);
        assertThat(level.at(Long.MAX_VALUE).at(Long.MAX_VALUE).available()).isEqualTo(10_000);
    }

    @Test
    void debtEndsAtASecondsWorth() {
        Level empty = new Level(Limits.of(50, 20), 0, 2, Level.FULL, 0, 0);

        assertThat(empty.charge(4).available()).isEqualTo(-4 - 1);
        assertThat(empty.charge(4_000).charge(Integer.MAX_VALUE).available()).isEqualTo(-20);
    }

    @Test
    void theRateFallsByThirtyPercentToAFloorAndRisesInSmallSteps() {
        Level level = Level.full(Limits.of(50, 20), 0);

        assertThat(level.drop().perSecond()).isEqualTo(14.0);
        assertThat(level.drop().drop().perSecond()).isEqualTo(9.8);
        assertThat(level.drop().rise().perSecond()).isEqualTo(14.1);
        assertThat(level.rise().perSecond()).isEqualTo(20.0);
        for (int i = 0; i < 20; i++) {
            level = level.drop();
        }
        assertThat(level.perSecond()).isEqualTo(1.0);
        for (int i = 0; i < 190; i++) {
            level = level.rise();
        }
        assertThat(level.perSecond()).isEqualTo(20.0);
        assertThat(level.available()).isZero();
    }
}
