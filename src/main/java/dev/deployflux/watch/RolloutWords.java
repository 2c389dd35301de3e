package dev.deployflux.watch;

import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The last words on one deployment in flight beside its status: how far it has got, and what it waits for.
 *
 * <p>Who reads one by one goes by the numbers of events and may leave behind each of them. So as long as there are such
 * words, a change of the status doesn't take the place of the status before, whose number is behind theirs then: progress
 * would come before the deployment it is of. Instead all statuses since are kept, as they were told. They are few, as none
 * is told twice.
 */
final class RolloutWords {

    private final Map<Subject, FeedEntry> words = new LinkedHashMap<>();

    /** What was told of the status, from the last before the first of the words on; empty if it hasn't changed since. */
    private final List<FeedEntry> statuses = new ArrayList<>();

    RolloutWords() {}

    RolloutWords(RolloutWords other) {
        words.putAll(other.words);
        statuses.addAll(other.statuses);
    }

    /** Restores what a store has kept. */
    RolloutWords(FeedRow.OfDeployment row) {
        row.rollout().forEach(word -> words.put(EventKind.subject(word.event()), word));
        statuses.addAll(row.statuses());
    }

    /** What was told of the status, if it has changed since. */
    List<FeedEntry> statuses() {
        return List.copyOf(statuses);
    }

    /** The words, in the order in which they began. */
    List<FeedEntry> told() {
        return List.copyOf(words.values());
    }

    @Nullable
    FeedEntry get(Subject subject) {
        return words.get(subject);
    }

    /** This is the word now. Returns the one before; {@code null} if there was none. */
    @Nullable
    FeedEntry put(Subject subject, FeedEntry word) {
        return words.put(subject, word);
    }

    /** There is nothing left to tell. Returns what was. */
    @Nullable
    FeedEntry remove(Subject subject) {
        return words.remove(subject);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** The status has changed; {@code before} is what was known of it. */
    void changed(@Nullable FeedEntry before, FeedEntry change) {
        if (statuses.isEmpty() && before != null) {
            statuses.add(before);
        }
        statuses.add(change);
    }

    /** The words as they are told all at once, behind this status. */
    Stream<FeedEntry> inOrder(ServiceDeploymentBrief row) {
        return words.values().stream()
                .map(word -> new FeedEntry(word.id(), RolloutMerge.withStatus((OfRollout) word.event(), row)));
    }

    /** All that is kept. */
    Stream<FeedEntry> all() {
        return Stream.concat(statuses.stream(), words.values().stream());
    }

    /** Progress that tells also of the stages that whoever knows nothing hasn't heard of. */
    static FeedEntry forLatecomers(FeedEntry entry, @Nullable FeedEntry before) {
        if (!(entry.event() instanceof Progressed news)
                || before == null
                || !(before.event() instanceof Progressed missed)) {
            return entry;
        }
        Progressed merged = RolloutMerge.merge(null, missed, news);
        return merged.equals(news) ? entry : new FeedEntry(entry.id(), merged);
    }
}
