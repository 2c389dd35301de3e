package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * {@link Promise#NEVER_SILENT}: from a bookmark to the next, or to the end, it takes no longer than each attempt between
 * may take, and the pauses that failures were said to be followed by. In a feed only the end is looked at, as bookmarks
 * may be missing.
 */
final class NeverSilent implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        Listening listening = observed.listening();
        for (Session session : observed.sessions()) {
            Instant last = session.joinedBy();
            Duration allowed = listening.silence();
            boolean first = true; // joining has no time of its own
            for (DeploymentEvent event : session.events()) {
                if (event instanceof DeploymentEvent.ServiceFailing failing) {
                    allowed = allowed.plus(failing.retryIn()).plus(listening.silence());
                } else if (event instanceof DeploymentEvent.PassCompleted bookmark) {
                    if (!first && !listening.conflated()) {
                        check(session, last, bookmark.startedAt(), allowed, broken);
                    }
                    first = false;
                    last = bookmark.startedAt();
                    allowed = listening.silence();
                }
            }
            if (!session.left()) {
                check(session, last, listening.until(), allowed, broken);
            }
        }
    }

    private static void check(
            Session session, Instant from, Instant to, Duration allowed, BiConsumer<String, String> broken) {
        if (from.plus(allowed).isBefore(to)) {
            broken.accept(
                    session.service().toString(),
                    "nothing was told from " + from + " to " + to + ", but " + allowed
                            + " is the longest that it may take");
        }
    }
}
