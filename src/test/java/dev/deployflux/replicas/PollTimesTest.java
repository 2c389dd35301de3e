package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who polls beside another is seen, and who polls behind another isn't. */
class PollTimesTest {

    @Test
    void twoWhoPollAtOnceAreSeen() {
        PollTimes polls = new PollTimes();
        for (int second = 0; second <= 20; second++) {
            polls.called("a", Duration.ofSeconds(second).toNanos());
            if (second > 8) {
                polls.called("b", Duration.ofSeconds(second).toNanos());
            }
        }
        assertThat(polls.longestTogether()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void twoWhoPollOneAfterTheOtherAreRight() {
        PollTimes polls = new PollTimes();
        for (int second = 0; second <= 40; second++) {
            polls.called(
                    second / 10 % 2 == 0 ? "a" : "b", Duration.ofSeconds(second).toNanos());
        }
        assertThat(polls.longestTogether()).isZero();
    }
}
