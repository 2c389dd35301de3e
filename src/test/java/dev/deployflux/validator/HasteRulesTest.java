package dev.deployflux.validator;

import static dev.deployflux.validator.HistoryValidatorTest.broken;
import static dev.deployflux.validator.HistoryValidatorTest.tale;
import static dev.deployflux.validator.HistoryValidatorTest.validator;
import static dev.deployflux.validator.TestHasteLie.detector;
import static dev.deployflux.validator.TestHasteLie.hints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import org.junit.jupiter.api.Test;

/** What is asked of news of the detector and of hints, and what isn't. */
class HasteRulesTest {

    private static Tale with(DeploymentEvent... events) {
        Tale tale = tale();
        for (DeploymentEvent event : events) {
            tale.add(event);
        }
        return tale;
    }

    @Test
    void eachMayFailAndRecoverAsOftenAsItLikes() {
        validator()
                .assertKept(with(
                                detector(3),
                                hints(1),
                                hints(2),
                                new DetectorRecovered(),
                                new HintsRecovered(2),
                                hints(1),
                                new HintsRecovered(1),
                                detector(1))
                        .events());
    }

    @Test
    void aFeedsLatecomerHearsTheLastWordFirst() {
        validator()
                .conflated()
                .assertKept(with(hints(5), hints(9), new HintsRecovered(11)).events());
        validator()
                .conflated()
                .assertKept(
                        with(detector(3), detector(2), new DetectorRecovered()).events());
    }

    @Test
    void nobodyHearsOfTheEndOfWhatTheyHaveNotHeardOf() {
        assertThat(broken(validator().conflated(), with(new HintsRecovered(3))))
                .containsExactly(Promise.FAILURES_REPORTED);
        assertThat(broken(validator().conflated(), with(new DetectorRecovered())))
                .containsExactly(Promise.FAILURES_REPORTED);
        assertThat(broken(validator().conflated(), with(hints(3), new HintsRecovered(2))))
                .as("one that was told isn't counted")
                .containsExactly(Promise.FAILURES_REPORTED);
    }
}
