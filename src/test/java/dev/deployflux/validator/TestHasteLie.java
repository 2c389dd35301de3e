package dev.deployflux.validator;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.time.Duration;

/** A way to tell of the detector and the hints badly that breaks one promise: as {@link TestLie} for statuses. */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
enum TestHasteLie {
    DETECTOR_FAILING_TWICE(tale -> tale.add(detector(1)).add(detector(2))),
    DETECTOR_FAILING_FOR_NONE(tale -> tale.add(detector(0))),
    DETECTOR_RECOVERED_FROM_NOTHING(tale -> tale.add(new DetectorRecovered())),
    DETECTOR_RECOVERED_TWICE(
            tale -> tale.add(detector(1)).add(new DetectorRecovered()).add(new DetectorRecovered())),
    FIRST_HINTS_FAILURE_DROPPED(tale -> tale.add(hints(2)).add(new HintsRecovered(2))),
    HINTS_FAILURE_DROPPED(tale -> tale.add(hints(1)).add(hints(3))),
    HINTS_FAILURE_REPEATED(tale -> tale.add(hints(1)).add(hints(1))),
    HINTS_RECOVERY_DROPPED(tale -> tale.add(hints(1)).add(hints(2)).add(hints(1))),
    HINTS_RECOVERED_FROM_NOTHING(tale -> tale.add(new HintsRecovered(1))),
    HINTS_RECOVERED_FROM_ANOTHER_NUMBER(tale -> tale.add(hints(1)).add(hints(2)).add(new HintsRecovered(1)));

    final Promise promise = Promise.FAILURES_REPORTED;
    private final TestRetelling retelling;

    TestHasteLie(TestRetelling retelling) {
        this.retelling = retelling;
    }

    Tale of(Tale truth) {
        return retelling.retell(truth);
    }

    static DeploymentEvent detector(int services) {
        return new DetectorFailing(new IllegalStateException(), services, Duration.ZERO);
    }

    static DeploymentEvent hints(int failures) {
        return new HintsFailing(new IllegalStateException(), failures, Duration.ZERO);
    }
}
