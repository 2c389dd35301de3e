package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.OfService;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.webflux.DeploymentChange.PassedStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** What one client gets of the entries of a feed: which pass its filter, and the event of each. */
final class SseEvents {

    private final DeploymentFilter filter;
    private final boolean all;
    private final Supplier<Collection<ServiceRef>> services;

    SseEvents(DeploymentFilter filter, Supplier<Collection<ServiceRef>> services) {
        this.filter = filter;
        this.all = filter.equals(DeploymentFilter.all());
        this.services = services;
    }

    /** Whether the filter lets it pass. */
    boolean passes(FeedEntry entry) {
        DeploymentEvent event = entry.event();
        if (all) {
            return true;
        }
        if (event instanceof OfDeployment news) {
            String before = news instanceof Changed changed ? changed.from().statusAsString() : null;
            return filter.passes(news.service())
                    && filter.passes(news.deployment().statusAsString(), before);
        }
        if (event instanceof OfRollout news) {
            return filter.passes(news.service())
                    && filter.passes(news.deployment().statusAsString(), null);
        }
        return !(event instanceof OfService news) || filter.passes(news.service());
    }

    /** Whether its event is another one for each client. */
    static boolean isOwn(FeedEntry entry) {
        return entry.event() instanceof Live;
    }

    /** The event of an entry that passes; empty for a bookmark, which isn't sent. */
    Optional<ServerSentEvent<DeploymentView>> of(FeedEntry entry) {
        return entry.event() instanceof Live live ? Optional.of(live(entry.id(), live)) : forAll(entry);
    }

    private ServerSentEvent<DeploymentView> live(EventId id, Live live) {
        int passing = all
                ? live.services()
                : (int) services.get().stream().filter(filter::passes).count();
        String message = passing == 0 ? "No service passes the filter now." : "What follows is new.";
        StreamNotice notice = new StreamNotice(message, null, null, null, null, null, passing);
        return event(id, EventName.LIVE, DeploymentView.of(notice));
    }

    /** The last event of a stream. */
    static ServerSentEvent<DeploymentView> end(@Nullable EventId id, String message) {
        StreamNotice notice = new StreamNotice(message, null, null, null, null, null, null);
        return event(id, EventName.END, DeploymentView.of(notice));
    }

    /** A comment, with the place from which to go on. */
    static ServerSentEvent<DeploymentView> comment(String text, @Nullable Duration retry, @Nullable EventId id) {
        ServerSentEvent.Builder<DeploymentView> comment =
                ServerSentEvent.<DeploymentView>builder().comment(text);
        if (retry != null) {
            comment.retry(retry);
        }
        return id == null ? comment.build() : comment.id(id.toString()).build();
    }

    private static ServerSentEvent<DeploymentView> event(@Nullable EventId id, EventName name, DeploymentView view) {
        ServerSentEvent.Builder<DeploymentView> event =
                ServerSentEvent.builder(view).event(name.wire());
        return id == null ? event.build() : event.id(id.toString()).build();
    }

    /** The event of an entry that is the same for all clients. */
    static Optional<ServerSentEvent<DeploymentView>> forAll(FeedEntry entry) {
        return EventName.of(entry.event()).map(name -> event(entry.id(), name, view(entry.event())));
    }

    /** An event as it goes over the wire. */
    static DeploymentView view(DeploymentEvent event) {
        if (event instanceof OfDeployment news) {
            return deployment(news);
        }
        return event instanceof OfRollout news ? rollout(news) : DeploymentView.of(SseNotices.of(event));
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

    private static DeploymentView rollout(OfRollout news) {
        ServiceRef service = news.service();
        DeploymentChange change =
                new DeploymentChange(service.cluster(), service.service(), null, null, List.of(), null);
        if (news instanceof Progressed progressed) {
            ServiceDeployment details = progressed.details();
            return DeploymentView.of(
                    news.deployment(),
                    DeploymentRollback.of(details.rollback()),
                    DeploymentProgress.of(details, progressed.stagesNotObserved()),
                    null,
                    change);
        }
        return DeploymentView.of(news.deployment(), null, null, pause(news), change);
    }

    private static DeploymentPause pause(OfRollout news) {
        if (news instanceof AwaitingAction awaiting) {
            return DeploymentPause.of(awaiting.action(), null);
        }
        if (news instanceof AwaitingEnded ended) {
            return DeploymentPause.of(ended.action(), ended.hookStatus());
        }
        throw new IllegalArgumentException(news + " isn't sent");
    }
}
