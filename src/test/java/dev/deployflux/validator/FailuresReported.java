package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** {@link Promise#FAILURES_REPORTED}, of services, of the lookup and of descriptions. In a feed some of the failures in a row may be missing. */
final class FailuresReported implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        boolean conflated = observed.listening().conflated();
        Streak lookups = new Streak("the watch", conflated, broken);
        for (DeploymentEvent event : observed.events()) {
            if (event instanceof DeploymentEvent.LookupFailing failing) {
                lookups.failed(failing.failures());
            } else if (event instanceof DeploymentEvent.LookupRecovered recovered) {
                lookups.recovered(recovered.failures());
            }
        }
        observed.sessions().forEach(session -> check(session, conflated, broken));
        checkDetails(observed.events(), conflated, broken);
    }

    private static void checkDetails(
            List<DeploymentEvent> events, boolean conflated, BiConsumer<String, String> broken) {
        boolean failing = false;
        for (DeploymentEvent event : events) {
            boolean begins = event instanceof DetailsFailing;
            if ((begins || event instanceof DetailsRecovered) && failing == begins && !conflated) {
                broken.accept(
                        "the watch", event + " came, but descriptions were said to " + (begins ? "fail" : "work"));
            }
            if (event instanceof DetailsFailing details && details.deployments() < 1) {
                broken.accept("the watch", event + " came, but fails for no deployment");
            }
            failing = begins || (failing && !(event instanceof DetailsRecovered));
        }
    }

    private static void check(Session session, boolean conflated, BiConsumer<String, String> broken) {
        Streak passes = new Streak(session.service().toString(), conflated, broken);
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

    /** Failures in a row. */
    private static final class Streak {
        private final String what;
        private final boolean conflated;
        private final BiConsumer<String, String> broken;
        private int failures;
        private @Nullable Instant lastGoodPass;

        Streak(String what, boolean conflated, BiConsumer<String, String> broken) {
            this.what = what;
            this.conflated = conflated;
            this.broken = broken;
        }

        void failed(int reported) {
            if (conflated ? reported < 1 : reported != failures + 1) {
                broken.accept(what, "failure " + reported + " in a row came after failure " + failures);
            }
            failures = reported;
        }

        void recovered(int reported) {
            if (conflated ? reported < failures || reported < 1 : reported != failures || failures == 0) {
                broken.accept(
                        what, "it recovered from " + reported + " failures, of which " + failures + " were reported");
            }
            failures = 0;
        }

        void since(@Nullable Instant reported) {
            if (!conflated && !Objects.equals(reported, lastGoodPass)) {
                broken.accept(
                        what, "the last good pass is said to have begun at " + reported + ", not at " + lastGoodPass);
            }
        }

        void worked(DeploymentEvent.PassCompleted bookmark) {
            if (failures > 0) {
                broken.accept(
                        what,
                        "pass " + bookmark.pass() + " came after " + failures + " failures, but no recovery before it");
            }
            failures = 0;
            lastGoodPass = bookmark.startedAt();
        }
    }
}
