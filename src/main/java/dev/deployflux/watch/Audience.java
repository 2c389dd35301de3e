package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.EventKind.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to a feed on this replica, and the log that they are told. Not thread-safe: used under the feed's lock. Methods that
 * tell something return those whom to {@linkplain FeedSubscription#wake() wake} outside of it.
 */
final class Audience {

    /** How many readings those are waited for who know of later events: a reading that was under way is none. */
    private static final int PATIENCE = 2;

    private final Set<FeedSubscription<?>> subscribers = new LinkedHashSet<>();

    /** Those of them that are to begin when this replica knows what the others know, and how many readings they still wait. */
    private final Map<FeedSubscription<?>, Integer> early = new LinkedHashMap<>();

    /** {@code null} before it was read first. Kept while nobody listens. */
    private @Nullable FeedLog log;

    /** Those of complete passes, and one for each that failed. */
    private long calls;

    @Nullable
    FeedLog log() {
        return log;
    }

    long calls() {
        return calls;
    }

    int size() {
        return subscribers.size();
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /** One more, who begins when it is {@linkplain #begin told to}. */
    void add(FeedSubscription<?> subscriber) {
        subscribers.add(subscriber);
        early.put(subscriber, PATIENCE);
    }

    boolean remove(FeedSubscription<?> subscriber) {
        early.remove(subscriber);
        return subscribers.remove(subscriber);
    }

    List<FeedSubscription<?>> removeAll() {
        List<FeedSubscription<?>> all = List.copyOf(subscribers);
        subscribers.clear();
        early.clear();
        return all;
    }

    /**
     * The log is what all replicas know. Those begin who haven't yet.
     *
     * @param all also those who know of later events and haven't waited long for them
     */
    List<FeedSubscription<?>> begin(boolean all) {
        FeedLog known = log;
        if (known == null || early.isEmpty()) {
            return List.of();
        }
        List<FeedSubscription<?>> begun = new ArrayList<>();
        for (FeedSubscription<?> subscriber : List.copyOf(early.keySet())) {
            if (all
                    || early.getOrDefault(subscriber, 0) <= 0
                    || !subscriber.backlog().isAheadOf(known)) {
                early.remove(subscriber);
                subscriber.backlog().begin(known);
                begun.add(subscriber);
            }
        }
        return begun;
    }

    /** A reading has brought what it did. */
    void haveRead() {
        early.replaceAll((subscriber, patience) -> patience - 1);
    }

    /** This is the log from now on. */
    List<FeedSubscription<?>> open(FeedLog opened) {
        log = opened;
        List<FeedSubscription<?>> begun = begun().toList();
        begun.forEach(subscriber -> subscriber.backlog().begin(opened));
        return begun;
    }

    /** This is told, and comes into the log. */
    List<FeedSubscription<?>> tell(FeedLog known, FeedDraft draft) {
        List<DeploymentEvent> events = draft.events();
        List<Subject> forgotten = draft.forgotten();
        boolean isNews = known.append(draft);
        count(events);
        return begun().filter(each -> each.backlog().told(events, forgotten, isNews))
                .toList();
    }

    private void count(List<DeploymentEvent> events) {
        for (DeploymentEvent event : events) {
            if (event instanceof PassCompleted pass) {
                calls += pass.calls();
            } else if (event instanceof ServiceFailing) {
                calls++;
            }
        }
    }

    private Stream<FeedSubscription<?>> begun() {
        return subscribers.stream().filter(each -> !early.containsKey(each));
    }

    /** This is told beside the log. */
    List<FeedSubscription<?>> notice(DeploymentEvent news) {
        return subscribers.stream().filter(each -> each.backlog().notice(news)).toList();
    }

    /** How many events wait for each. */
    List<Integer> pending() {
        return subscribers.stream().map(each -> each.backlog().size()).toList();
    }
}
