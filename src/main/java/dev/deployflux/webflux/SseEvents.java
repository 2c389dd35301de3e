package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.Origin;
import dev.deployflux.webflux.DeploymentChange.PassedStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** What one client gets of the entries of a feed. What is the same for all clients is made once. */
final class SseEvents {

    private static final int MOST_NAMED = 10;

    /** One object, so that an entry keeps its result. */
    private static final Function<FeedEntry, Optional<ServerSentEvent<DeploymentView>>> FOR_ALL = SseEvents::forAll;

    private final DeploymentFilter filter;
    private final Supplier<Collection<ServiceRef>> services;

    SseEvents(DeploymentFilter filter, Supplier<Collection<ServiceRef>> services) {
        this.filter = filter;
        this.services = services;
    }

    /** {@code null} if there is nothing to send: the filter holds it back, or it is a bookmark. */
    @Nullable
    ServerSentEvent<DeploymentView> of(FeedEntry entry) {
        DeploymentEvent event = entry.event();
        if (event instanceof Live) {
            return live(entry.id());
        }
        return isHidden(event)
                ? null
                : entry.rendered(FOR_ALL)
                        .filter(sent -> sent.data() != null && passes(sent.data()))
                        .orElse(null);
    }

    private boolean isHidden(DeploymentEvent event) {
        ServiceRef service = event instanceof OfDeployment news
                ? news.service()
                : event instanceof OfService news ? news.service() : null;
        return service != null && !filter.passes(service);
    }

    private boolean passes(DeploymentView view) {
        return view.change() == null
                || filter.passes(view.status(), view.change().previousStatus());
    }

    private ServerSentEvent<DeploymentView> live(EventId id) {
        int passing = (int) services.get().stream().filter(filter::passes).count();
        String message = passing == 0 ? "No service passes the filter now." : "What follows is new.";
        StreamNotice notice = new StreamNotice(message, null, null, null, null, null, passing);
        return event(id, EventName.LIVE, DeploymentView.of(notice));
    }

    /** The last event of a stream. */
    static ServerSentEvent<DeploymentView> end(@Nullable EventId id, String message) {
        StreamNotice notice = new StreamNotice(message, null, null, null, null, null, null);
        return event(id, EventName.END, DeploymentView.of(notice));
    }

    private static ServerSentEvent<DeploymentView> event(@Nullable EventId id, EventName name, DeploymentView view) {
        ServerSentEvent.Builder<DeploymentView> event =
                ServerSentEvent.builder(view).event(name.wire());
        return id == null ? event.build() : event.id(id.toString()).build();
    }

    private static Optional<ServerSentEvent<DeploymentView>> forAll(FeedEntry entry) {
        return EventName.of(entry.event()).map(name -> event(entry.id(), name, view(entry.event())));
    }

    /** An event as it goes over the wire. */
    static DeploymentView view(DeploymentEvent event) {
        return event instanceof OfDeployment news ? deployment(news) : DeploymentView.of(notice(event));
    }

    private static DeploymentView deployment(OfDeployment news) {
        List<PassedStatus> passed = news.notObserved().stream()
                .map(status -> new PassedStatus(status.status().toString(), status.at()))
                .toList();
        ServiceRef service = news.service();
        return DeploymentView.of(
                news.deployment(),
                new DeploymentChange(
                        service.cluster(),
                        service.service(),
                        (news instanceof Seen seen ? seen.origin() : Origin.LIVE).name(),
                        news instanceof Changed changed ? changed.from().statusAsString() : null,
                        passed,
                        news.merged() == 0 ? null : news.merged()));
    }

    private static StreamNotice notice(DeploymentEvent event) {
        String message = message(event);
        if (event instanceof LookupFailing failing) {
            return new StreamNotice(message, null, null, failing.failures(), null, failing.retryIn(), null);
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
        if (event instanceof FellBehind behind) {
            return "Services are read every " + seconds(behind.achieved()) + " instead of every "
                    + seconds(behind.wanted()) + ": news comes late.";
        }
        if (event instanceof CaughtUp) {
            return "Services are read on time again.";
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
