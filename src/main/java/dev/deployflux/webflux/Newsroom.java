package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import dev.deployflux.webflux.DeploymentChange.PassedStatus;
import dev.deployflux.webflux.News.Kind;
import dev.deployflux.webflux.News.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the events of a feed into the words of the wire. Pure; bookmarks are no news. */
final class Newsroom {

    private static final int MOST_NAMED = 10;

    private Newsroom() {}

    static @Nullable News of(DeploymentEvent event) {
        if (event instanceof OfDeployment news) {
            return deployment(news);
        }
        if (event instanceof ServiceJoined joined) {
            return kept(
                    EventName.SERVICE_JOINED,
                    Kind.SERVICE,
                    about(joined.service(), joined.service() + " is watched now."));
        }
        if (event instanceof ServiceLeft left) {
            return over(
                    EventName.SERVICE_LEFT,
                    Kind.SERVICE,
                    about(left.service(), left.service() + " isn't watched any more: it is no longer listed."));
        }
        if (event instanceof ServiceFailing failing) {
            return kept(EventName.SERVICE_FAILING, Kind.FAILURES, failing(failing));
        }
        if (event instanceof ServiceRecovered recovered) {
            return over(
                    EventName.SERVICE_RECOVERED,
                    Kind.FAILURES,
                    about(recovered.service(), recovered.service() + " can be read again."));
        }
        return ofWatch(event);
    }

    private static @Nullable News ofWatch(DeploymentEvent event) {
        if (event instanceof LookupFailing failing) {
            String message = "The services" + of(failing.clusters()) + " can't be looked up ("
                    + Trouble.of(failing.error()) + "); those that are known are watched on.";
            return kept(
                    EventName.LOOKUP_FAILING,
                    Kind.LOOKUP,
                    notice(message, null, failing.failures(), null, failing.retryIn()));
        }
        if (event instanceof LookupRecovered) {
            return over(
                    EventName.LOOKUP_RECOVERED, Kind.LOOKUP, StreamNotice.of("The services can be looked up again."));
        }
        if (event instanceof FellBehind behind) {
            String message = "Services are read every " + seconds(behind.achieved()) + " instead of every "
                    + seconds(behind.wanted()) + ": news comes late.";
            return kept(EventName.BEHIND, Kind.PUNCTUALITY, StreamNotice.of(message));
        }
        if (event instanceof CaughtUp) {
            return over(EventName.CAUGHT_UP, Kind.PUNCTUALITY, StreamNotice.of("Services are read on time again."));
        }
        if (event instanceof Missed missed) {
            String message = missed.deployments() + " deployments came and went before this application could tell.";
            return over(EventName.MISSED, Kind.STREAM, StreamNotice.of(message));
        }
        return null;
    }

    private static News deployment(OfDeployment news) {
        Subject subject =
                new Subject(Kind.DEPLOYMENT, news.service(), news.deployment().serviceDeploymentArn());
        if (news instanceof Removed) {
            return new News(EventName.REMOVED, subject, view(news, Origin.LIVE, null, List.of()), null);
        }
        if (news instanceof Changed changed) {
            String before = changed.from().statusAsString();
            return told(subject, view(news, Origin.LIVE, before, changed.notObserved()), news);
        }
        Seen seen = (Seen) news;
        return told(subject, view(news, seen.origin(), null, seen.notObserved()), news);
    }

    private static News told(Subject subject, DeploymentView now, OfDeployment news) {
        return new News(EventName.DEPLOYMENT, subject, now, view(news, Origin.SNAPSHOT, null, List.of()));
    }

    private static DeploymentView view(
            OfDeployment news, Origin origin, @Nullable String previousStatus, List<NotObserved> notObserved) {
        List<PassedStatus> passed = notObserved.stream()
                .map(status -> new PassedStatus(status.status().toString(), status.at()))
                .toList();
        ServiceRef service = news.service();
        return DeploymentView.of(
                news.deployment(),
                new DeploymentChange(
                        service.cluster(),
                        service.service(),
                        origin.name(),
                        previousStatus,
                        passed,
                        news.merged() == 0 ? null : news.merged()));
    }

    private static StreamNotice failing(ServiceFailing failing) {
        String message = failing.service() + " can't be read (" + Trouble.of(failing.error())
                + "); it is tried again in " + seconds(failing.retryIn()) + ".";
        return notice(message, failing.service(), failing.failures(), failing.lastGoodPass(), failing.retryIn());
    }

    private static StreamNotice about(ServiceRef service, String message) {
        return notice(message, service, null, null, null);
    }

    private static StreamNotice notice(
            String message,
            @Nullable ServiceRef service,
            @Nullable Integer failures,
            @Nullable Instant lastGoodPass,
            @Nullable Duration retryIn) {
        return new StreamNotice(
                message,
                service == null ? null : service.cluster(),
                service == null ? null : service.service(),
                failures,
                lastGoodPass,
                retryIn,
                null);
    }

    private static News kept(EventName event, Kind kind, StreamNotice notice) {
        DeploymentView view = DeploymentView.of(notice);
        return new News(event, subject(kind, notice), view, view);
    }

    private static News over(EventName event, Kind kind, StreamNotice notice) {
        return new News(event, subject(kind, notice), DeploymentView.of(notice), null);
    }

    private static Subject subject(Kind kind, StreamNotice notice) {
        return notice.cluster() == null || notice.service() == null
                ? new Subject(kind, null, null)
                : new Subject(kind, new ServiceRef(notice.cluster(), notice.service()), null);
    }

    /** Which clusters, if it is known, and not all of many. */
    private static String of(List<LookupFailing.Cluster> clusters) {
        String names = clusters.stream()
                .limit(MOST_NAMED)
                .map(LookupFailing.Cluster::name)
                .collect(Collectors.joining(", "));
        int more = clusters.size() - MOST_NAMED;
        return clusters.isEmpty() ? "" : " of " + names + (more > 0 ? " and " + more + " clusters more" : "");
    }

    private static String seconds(Duration duration) {
        long tenths = duration.toMillis() / 100;
        return (tenths % 10 == 0 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10) + " s";
    }
}
