package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.Origin;
import java.time.Instant;
import java.util.function.BiConsumer;

/** {@link Promise#BOOKMARKED}. Of bookmarks of a feed some may be missing. */
final class Bookmarked implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        for (DeploymentEvent stray : observed.strays()) {
            broken.accept(
                    String.valueOf(Observation.serviceOf(stray)),
                    stray + " came, but the service "
                            + (stray instanceof DeploymentEvent.ServiceJoined
                                    ? "had joined before"
                                    : "wasn't watched"));
        }
        for (Session session : observed.sessions()) {
            long exist = observed.truth().deployments().stream()
                    .filter(deployment -> deployment.service().equals(session.service()))
                    .count();
            check(session, exist, observed.listening().conflated(), broken);
        }
    }

    private static void checkNumbers(
            DeploymentEvent.PassCompleted bookmark, long exist, BiConsumer<String, String> broken) {
        if (bookmark.took().isNegative()
                || bookmark.calls() < 1
                || bookmark.inFlight() < 0
                || bookmark.inFlight() > exist) {
            broken.accept(
                    bookmark.service().toString(),
                    bookmark + " can't be: a pass takes time and a call, and there are " + exist + " deployments");
        }
    }

    private static void check(Session session, long exist, boolean conflated, BiConsumer<String, String> broken) {
        String service = session.service().toString();
        long pass = 0;
        Instant startedAt = Instant.MIN;
        for (DeploymentEvent event : session.events()) {
            if (event instanceof DeploymentEvent.PassCompleted bookmark) {
                if (conflated ? bookmark.pass() <= pass : bookmark.pass() != pass + 1) {
                    broken.accept(service, "pass " + bookmark.pass() + " came after pass " + pass);
                }
                if (bookmark.startedAt().isBefore(startedAt)) {
                    broken.accept(
                            service,
                            "pass " + bookmark.pass() + " began at " + bookmark.startedAt() + ", the one before at "
                                    + startedAt);
                }
                checkNumbers(bookmark, exist, broken);
                pass = bookmark.pass();
                startedAt = bookmark.startedAt();
            } else if (event instanceof DeploymentEvent.Seen seen) {
                boolean live = pass > 0;
                if (live ? seen.origin() != Origin.LIVE : !conflated && seen.origin() != Origin.SNAPSHOT) {
                    broken.accept(
                            String.valueOf(seen.deployment().serviceDeploymentArn()),
                            "it was seen as " + seen.origin() + (live ? " after" : " before") + " the first bookmark");
                }
            }
        }
    }
}
