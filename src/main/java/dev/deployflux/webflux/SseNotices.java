package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of a service, or of the stream itself. */
final class SseNotices {

    private static final int MOST_NAMED = 10;

    private SseNotices() {}

    /** The notice of an event that is news of no deployment. */
    static StreamNotice of(DeploymentEvent event) {
        String message = message(event);
        if (event instanceof LookupFailing failing) {
            return new StreamNotice(message, null, null, failing.failures(), null, failing.retryIn(), null);
        }
        if (event instanceof DetailsFailing failing) {
            return new StreamNotice(message, null, null, null, null, failing.retryIn(), null);
        }
        if (event instanceof DetectorFailing failing) {
            return new StreamNotice(message, null, null, null, null, failing.retryIn(), null);
        }
        if (event instanceof HintsFailing failing) {
            return new StreamNotice(message, null, null, failing.failures(), null, failing.retryIn(), null);
        }
        if (event instanceof StoreFailing failing) {
            return new StreamNotice(message, null, null, null, null, failing.retryIn(), null);
        }
        if (!(event instanceof OfService news)) {
            return new StreamNotice(message, null, null, null, null, null, null);
        }
        String cluster = news.service().cluster();
        String service = news.service().service();
        return event instanceof ServiceFailing failing
                ? new StreamNotice(
                        message, cluster, service, failing.failures(), failing.lastGoodPass(), failing.retryIn(), null)
                : new StreamNotice(message, cluster, service, null, null, null, null);
    }

    private static String message(DeploymentEvent event) {
        if (event instanceof ServiceJoined joined) {
            return joined.service() + " is watched now.";
        }
        if (event instanceof ServiceLeft left) {
            return left.service() + " isn't watched any more: it is no longer listed.";
        }
        if (event instanceof ServiceFailing failing) {
            return failing.service() + " can't be read (" + ErrorCode.of(failing.error()) + "); it is tried again in "
                    + seconds(failing.retryIn()) + ".";
        }
        if (event instanceof ServiceRecovered recovered) {
            return recovered.service() + " can be read again.";
        }
        if (event instanceof LookupFailing failing) {
            return "The services" + of(failing.clusters()) + " can't be looked up (" + ErrorCode.of(failing.error())
                    + "); those that are known are watched on.";
        }
        if (event instanceof LookupRecovered) {
            return "The services can be looked up again.";
        }
        if (event instanceof DetailsFailing failing) {
            return (failing.deployments() == 1 ? "1 deployment" : failing.deployments() + " deployments")
                    + " in flight can't be described (" + ErrorCode.of(failing.error())
                    + "): statuses are told as ever, but neither progress nor what is waited for.";
        }
        if (event instanceof DetailsRecovered) {
            return "All deployments in flight can be described again.";
        }
        if (event instanceof DetectorFailing failing) {
            return (failing.services() == 1 ? "1 service" : failing.services() + " services") + " can't be described ("
                    + ErrorCode.of(failing.error())
                    + "): what is new is found by one call for each of them, and may be found more slowly.";
        }
        if (event instanceof DetectorRecovered) {
            return "All services can be described again.";
        }
        if (event instanceof HintsFailing failing) {
            return "Hints of what has changed don't come (" + ErrorCode.of(failing.error())
                    + "): what is new is found by looking alone, which takes longer.";
        }
        if (event instanceof HintsRecovered) {
            return "Hints of what has changed come again.";
        }
        if (event instanceof FellBehind behind) {
            return "Services are read every " + seconds(behind.achieved()) + " instead of every "
                    + seconds(behind.wanted()) + ": news comes late.";
        }
        if (event instanceof CaughtUp) {
            return "Services are read on time again.";
        }
        if (event instanceof StoreFailing failing) {
            return "What replicas share can't be reached, or refuses to be written (" + ErrorCode.of(failing.error())
                    + "): what is new waits until it can.";
        }
        if (event instanceof StoreRecovered) {
            return "What replicas share can be reached again.";
        }
        if (event instanceof Reset reset) {
            return reset.reason();
        }
        throw new IllegalArgumentException(event + " isn't sent");
    }

    /** The names of the clusters, if they are known, but not all of many. */
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
