package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Promise#COMPLETE}, of the services that are watched and can be read at the end: deployments that were listed
 * there long enough were seen, and what was over long enough was reported to be. What ECS had forgotten by the end isn't
 * asked for.
 */
final class Complete implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        Listening listening = observed.listening();
        Map<ServiceRef, Session> last = new HashMap<>();
        observed.sessions().forEach(session -> last.put(session.service(), session));
        if (listening.isDue(listening.from())) {
            listening.watching().stream()
                    .filter(service -> !last.containsKey(service))
                    .forEach(service -> broken.accept(service.toString(), "it never joined"));
        }
        long mayMiss = observed.missed();
        for (TrueDeployment deployment : observed.truth().deployments()) {
            Session session = last.get(deployment.service());
            if (session == null
                    || session.left()
                    || session.isFailingAtTheEnd()
                    || deployment.createdAt().plus(TrueDeployment.KEPT_BY_ECS).isBefore(listening.until())) {
                continue;
            }
            List<Report> reports = session.byDeployment().getOrDefault(deployment.arn(), List.of());
            if (!reports.isEmpty()) {
                checkEnd(deployment, session, reports, listening, broken);
            } else if (isToBeSeen(deployment, session, listening) && !(deployment.canBeMissed() && --mayMiss >= 0)) {
                broken.accept(
                        deployment.arn(),
                        "created at " + deployment.createdAt() + " and listed from " + deployment.listedFrom()
                                + ", it was never reported");
            }
        }
    }

    private static boolean isToBeSeen(TrueDeployment deployment, Session session, Listening listening) {
        if (!session.looksAt(deployment, listening)) {
            return false;
        }
        Instant since = later(deployment.listedFrom(), session.joinedBy());
        if (deployment.removedAt() != null) {
            return wasThereFor(since, listening.slack(), deployment.removedAt(), session) && listening.isDue(since);
        }
        List<DeploymentEvent.PassCompleted> bookmarks = session.bookmarks();
        boolean wasInAPass = !bookmarks.isEmpty()
                && !deployment
                        .listedFrom()
                        .plus(listening.overlap())
                        .isAfter(bookmarks.get(bookmarks.size() - 1).startedAt());
        return listening.isDue(since) || wasInAPass;
    }

    private static void checkEnd(
            TrueDeployment deployment,
            Session session,
            List<Report> reports,
            Listening listening,
            BiConsumer<String, String> broken) {
        boolean removed = reports.stream().anyMatch(Report::isRemoval);
        if (reports.stream().anyMatch(Report::isEnd)) {
            return;
        }
        Instant removedAt = deployment.removedAt();
        TrueDeployment.Step end = deployment.end();
        if (end != null) {
            Instant since = later(deployment.listedAs(end), session.joinedBy());
            if (!removed && listening.isDue(since) && wasThereFor(since, listening.slack(), removedAt, session)) {
                broken.accept(deployment.arn(), end + " was not reported");
                return;
            }
        }
        if (removedAt != null
                && !removed
                && listening.isDue(later(removedAt, session.joinedBy())
                        .plus(listening.overlap())
                        .plus(listening.slack()))) {
            broken.accept(deployment.arn(), "that it was gone from " + removedAt + " on was not reported");
        }
    }

    private static boolean wasThereFor(Instant since, Duration slack, @Nullable Instant removedAt, Session session) {
        return removedAt == null || (!session.failedEver() && !removedAt.isBefore(since.plus(slack)));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
