package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.EventKind.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last word on each subject that a feed's events have told, as far as it still matters: what somebody begins with who
 * knows nothing. Changed by a {@link WordsDraft} only, as a whole. Pure logic; not thread-safe.
 */
final class LastWords {

    private final Duration since;
    private final Map<ServiceRef, ServiceWords> services = new LinkedHashMap<>();
    private final Map<Topic, FeedEntry> ofWatch = new EnumMap<>(Topic.class);

    /** Those that have a number of their own. */
    private final TreeMap<EventId, FeedEntry> byNumber = new TreeMap<>(EventId.ORDER);

    /** Services that have neither been read nor couldn't be so far. */
    private int unread;

    /** {@code since} is how far back the feed looks. */
    LastWords(Duration since) {
        this.since = since;
    }

    /** What was kept; services come in any order. */
    void restore(List<FeedRow> rows, long now) {
        for (FeedRow row : rows) {
            if (row instanceof FeedRow.OfService service) {
                restored(service.service(), now).restore(service, now);
            } else if (row instanceof FeedRow.OfDeployment deployment && deployment.word() != null) {
                restored(deployment.service(), now).restore(deployment);
            } else if (row instanceof FeedRow.OfWatch watch) {
                watch.words().forEach(word -> ofWatch.put(EventKind.topic(word.event()), word));
            }
        }
        unread = (int)
                services.values().stream().filter(words -> !words.isLookedAt()).count();
        services.values().stream().flatMap(ServiceWords::numbered).forEach(this::number);
        ofWatch.values().forEach(this::number);
    }

    private ServiceWords restored(ServiceRef service, long now) {
        return services.computeIfAbsent(service, any -> new ServiceWords(now));
    }

    /** What will hold instead of this. */
    WordsDraft draft() {
        return new WordsDraft(this, since);
    }

    /** From now on the draft holds, which was begun when this was as it is. Returns those that had a number and have none now. */
    List<FeedEntry> apply(WordsDraft draft) {
        draft.left().forEach(service -> {
            ServiceWords words = services.remove(service);
            unread -= words == null || words.isLookedAt() ? 0 : 1;
        });
        draft.changed().forEach((service, words) -> {
            ServiceWords before = services.put(service, words);
            unread -= before == null || before.isLookedAt() ? 0 : 1;
            unread += words.isLookedAt() ? 0 : 1;
        });
        ofWatch.clear();
        ofWatch.putAll(draft.ofWatch());
        draft.numbered().forEach(this::number);
        return draft.outdated().stream()
                .filter(word -> byNumber.remove(word.id(), word))
                .toList();
    }

    private void number(FeedEntry word) {
        byNumber.put(word.id(), word);
    }

    @Nullable
    ServiceWords service(ServiceRef service) {
        return services.get(service);
    }

    Map<Topic, FeedEntry> ofWatch() {
        return ofWatch;
    }

    /** Service by service; what concerns all of them comes last. */
    List<DeploymentEvent> inOrder() {
        return Stream.concat(services.values().stream().flatMap(ServiceWords::inOrder), ofWatch.values().stream())
                .map(FeedEntry::event)
                .toList();
    }

    /** Those behind that event, up to another. */
    Collection<FeedEntry> between(EventId after, EventId upTo) {
        return after.isBefore(upTo) ? byNumber.subMap(after, false, upTo, true).values() : List.of();
    }

    /** What is still to tell of the watch itself. */
    @Nullable
    DeploymentEvent of(Topic topic) {
        FeedEntry word = ofWatch.get(topic);
        return word == null ? null : word.event();
    }

    /** How many passes over each service there were. */
    Map<ServiceRef, Long> passes() {
        Map<ServiceRef, Long> passes = new HashMap<>();
        services.forEach((service, words) -> passes.put(service, words.passes()));
        return passes;
    }

    int services() {
        return services.size();
    }

    /** Whether each service has been read, or couldn't be. */
    boolean isEachLookedAt() {
        return unread == 0;
    }

    /** How each service is: see {@link ServiceWords#health}. */
    Map<ServiceRef, ServiceHealth> health(long now, Duration pollingFor, Duration lookedAt) {
        Map<ServiceRef, ServiceHealth> health = new LinkedHashMap<>();
        services.forEach((service, words) -> health.put(service, words.health(now, pollingFor, lookedAt)));
        return health;
    }
}
