package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * By when what only descriptions tell of one deployment must have been told: once the deployment itself had been, and then
 * for long enough in one go with descriptions that didn't fail.
 */
final class Due {

    private final Observation observed;
    private final Session session;
    private final Instant known;
    private final Instant gone;

    Due(Observation observed, TrueDeployment deployment, Session session) {
        this.observed = observed;
        this.session = session;
        this.known = observed.listening().conflated()
                ? later(session.joinedBy(), deployment.listedFrom())
                        .plus(observed.listening().slack())
                : seenBy(session, deployment.arn());
        Instant limit =
                session.left() ? session.lastBookmark() : observed.listening().until();
        limit = earlier(limit, deployment.removedAt());
        TrueDeployment.Step end = deployment.end();
        this.gone = earlier(limit, end == null ? null : end.since());
    }

    private static Instant seenBy(Session session, String arn) {
        List<Report> reports = session.byDeployment().getOrDefault(arn, List.of());
        return reports.isEmpty() ? Instant.MAX : reports.get(0).notAfter();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    /** When it is due that was so from one instant to another; {@code null} if never, since it wasn't so for long enough. */
    @Nullable
    Instant of(Instant from, @Nullable Instant to) {
        Instant start = later(known, from);
        Instant limit = earlier(gone, to);
        Duration unnoticed = observed.listening().unnoticed();
        for (Observation.Gap gap : observed.gaps()) {
            if (gap.to().isAfter(start)) {
                Instant due = due(start, unnoticed, earlier(limit, gap.from()));
                if (due != null) {
                    return due;
                }
                start = gap.to();
            }
        }
        return due(start, unnoticed, limit);
    }

    private static @Nullable Instant due(Instant start, Duration unnoticed, Instant limit) {
        return start.isBefore(limit) && !start.plus(unnoticed).isAfter(limit) ? start.plus(unnoticed) : null;
    }

    /**
     * What is wrong if what was due by then was told by the first event that matches: that it never was, or behind which
     * bookmark it was; {@code null} if nothing. In a feed bookmarks have no fixed place.
     */
    @Nullable
    String fault(Instant due, Predicate<DeploymentEvent> told) {
        DeploymentEvent.PassCompleted late = null;
        for (DeploymentEvent event : session.events()) {
            if (told.test(event)) {
                return late == null
                        ? null
                        : "was told after the bookmark of the pass that began at " + late.startedAt() + ", but due by "
                                + due;
            }
            if (late == null
                    && !observed.listening().conflated()
                    && event instanceof DeploymentEvent.PassCompleted bookmark
                    && bookmark.startedAt().isAfter(due)) {
                late = bookmark;
            }
        }
        return "was due by " + due + ", but not told";
    }
}
