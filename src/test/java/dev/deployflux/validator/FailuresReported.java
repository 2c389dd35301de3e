package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@link Promise#FAILURES_REPORTED}, of services, of the lookup, of descriptions, of the detector and of hints. In a feed some of
 * the failures in a row may be missing.
 */
final class FailuresReported implements Rule {

    private static final String WATCH = "the watch";

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        boolean conflated = observed.listening().conflated();
        checkLookups(observed.events(), new FailureStreak(WATCH, conflated, broken));
        observed.sessions().forEach(session -> check(session, conflated, broken));
        checkDetails(observed.events(), new ToldOnce("descriptions", conflated, broken));
        checkDetector(observed.events(), new ToldOnce("the detector", conflated, broken));
        checkHints(observed.events(), new FailureStreak("the watch's hints", conflated, broken));
    }

    private static void checkLookups(List<DeploymentEvent> events, FailureStreak lookups) {
        for (DeploymentEvent event : events) {
            if (event instanceof DeploymentEvent.LookupFailing failing) {
                lookups.failed(failing.failures());
            } else if (event instanceof DeploymentEvent.LookupRecovered recovered) {
                lookups.recovered(recovered.failures());
            }
        }
    }

    private static void checkDetails(List<DeploymentEvent> events, ToldOnce descriptions) {
        for (DeploymentEvent event : events) {
            if (event instanceof DetailsFailing failing) {
                descriptions.failed(failing, failing.deployments());
            } else if (event instanceof DetailsRecovered) {
                descriptions.recovered(event);
            }
        }
    }

    private static void checkDetector(List<DeploymentEvent> events, ToldOnce detector) {
        for (DeploymentEvent event : events) {
            if (event instanceof DetectorFailing failing) {
                detector.failed(failing, failing.services());
            } else if (event instanceof DetectorRecovered) {
                detector.recovered(event);
            }
        }
    }

    private static void checkHints(List<DeploymentEvent> events, FailureStreak hints) {
        for (DeploymentEvent event : events) {
            if (event instanceof HintsFailing failing) {
                hints.failed(failing.failures());
            } else if (event instanceof HintsRecovered recovered) {
                hints.recovered(recovered.failures());
            }
        }
    }

    private static void check(Session session, boolean conflated, BiConsumer<String, String> broken) {
        FailureStreak passes = new FailureStreak(session.service().toString(), conflated, broken);
        for (DeploymentEvent event : session.events()) {
            if (event instanceof DeploymentEvent.ServiceFailing failing) {
                passes.failed(failing.failures());
                passes.since(failing.lastGoodPass());
            } else if (event instanceof DeploymentEvent.ServiceRecovered recovered) {
                passes.recovered(recovered.failures());
                passes.since(recovered.lastGoodPass());
            } else if (event instanceof DeploymentEvent.PassCompleted bookmark) {
                passes.worked(bookmark);
            }
        }
    }
}
