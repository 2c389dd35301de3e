package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.EventKind.Effect;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What events make of the {@link LastWords}, before that holds: a store has to acknowledge it first. Copies the words of the
 * services that the events are of, and leaves all else alone. Pure logic; not thread-safe.
 */
final class WordsDraft {

    private final LastWords base;
    private final Duration since;
    private final Map<ServiceRef, ServiceWords> changed = new LinkedHashMap<>();
    private final Set<ServiceRef> left = new LinkedHashSet<>();
    private final Map<Topic, FeedEntry> ofWatch;
    private final List<FeedEntry> numbered = new ArrayList<>();
    private final List<FeedEntry> outdated = new ArrayList<>();
    private final Set<Subject> deployments = new LinkedHashSet<>();
    private final Set<ServiceRef> services = new LinkedHashSet<>();
    private boolean watch;

    WordsDraft(LastWords base, Duration since) {
        this.base = base;
        this.since = since;
        this.ofWatch = new EnumMap<>(Topic.class);
        this.ofWatch.putAll(base.ofWatch());
    }

    /** The words that differ from those that hold. */
    Map<ServiceRef, ServiceWords> changed() {
        return changed;
    }

    /** Services of whose former words none holds. */
    Set<ServiceRef> left() {
        return left;
    }

    Map<Topic, FeedEntry> ofWatch() {
        return ofWatch;
    }

    /** Words that get a number, some of which may be outdated as well. */
    List<FeedEntry> numbered() {
        return numbered;
    }

    /** Words that have no number any more. */
    List<FeedEntry> outdated() {
        return outdated;
    }

    /** Which deployments it tells something else of. */
    Set<Subject> deployments() {
        return deployments;
    }

    /** Which services it tells something else of. */
    Set<ServiceRef> services() {
        return services;
    }

    /** Whether it tells something else of the watch. */
    boolean isOfWatch() {
        return watch;
    }

    /** Whether a look has told of a status since the last bookmark: who reads one by one waits for the next. */
    boolean hasNewsBehindBookmark(ServiceRef service) {
        ServiceWords words = words(service);
        return words != null && words.hasNewsBehindBookmark();
    }

    /** The words on that service as they will be; {@code null} if there are none. */
    @Nullable
    ServiceWords words(ServiceRef service) {
        ServiceWords mine = changed.get(service);
        return mine != null || left.contains(service) ? mine : base.service(service);
    }

    /** Likewise, to change them. */
    private @Nullable ServiceWords mine(ServiceRef service) {
        ServiceWords words = words(service);
        return words == null ? null : changed.computeIfAbsent(service, any -> new ServiceWords(words));
    }

    /**
     * This is told.
     *
     * @param isNumbered whether its number is its own
     * @param now in the scheduler's nanoseconds
     * @return which deployments are forgotten from now on
     */
    List<Subject> told(FeedEntry entry, boolean isNumbered, long now) {
        DeploymentEvent event = entry.event();
        Subject subject = EventKind.subject(event);
        touch(subject);
        if (event instanceof ServiceLeft gone) {
            leave(gone.service());
        } else if (event instanceof OfRollout) {
            rollout(subject, entry);
        } else if (EventKind.effect(event) == Effect.END) {
            remove(subject);
        } else if (event instanceof OfDeployment news) {
            status(subject, entry, news, now);
        } else {
            outdate(put(subject, entry, isNumbered, now));
            if (isNumbered) {
                numbered.add(entry);
            }
        }
        return event instanceof PassCompleted pass ? forget(pass) : List.of();
    }

    private void touch(Subject subject) {
        if (subject.arn() != null) {
            deployments.add(subject.deployment());
        } else if (subject.service() != null) {
            services.add(subject.service());
        } else {
            watch = true;
        }
    }

    private List<Subject> forget(PassCompleted pass) {
        ServiceWords words = mine(pass.service());
        List<Subject> forgotten = words == null ? List.of() : words.outdated(pass, since);
        forgotten.forEach(this::touch);
        forgotten.forEach(this::remove);
        return forgotten;
    }

    /** A deployment that they see for the first time, with all statuses that no look has observed. */
    private static FeedEntry forLatecomers(FeedEntry entry, OfDeployment news, @Nullable FeedEntry before) {
        List<NotObserved> notObserved = before == null || !(before.event() instanceof Seen seen)
                ? news.notObserved()
                : Stream.concat(seen.notObserved().stream(), news.notObserved().stream())
                        .toList();
        return new FeedEntry(entry.id(), new Seen(news.service(), news.deployment(), Origin.SNAPSHOT, notObserved, 0));
    }

    /** Each status waits behind the rollout that was told before it: see {@link RolloutWords}. */
    private void status(Subject subject, FeedEntry entry, OfDeployment news, long now) {
        ServiceWords words = words(news.service());
        FeedEntry word = forLatecomers(entry, news, words == null ? null : words.get(subject));
        FeedEntry before = put(subject, word, true, now);
        RolloutWords rollout = Objects.requireNonNull(mine(news.service())).rollout(subject);
        if (rollout == null || rollout.isEmpty() || DeploymentOperators.isTerminal(news.deployment())) {
            endRollout(subject);
            outdate(before);
            numbered.add(word);
        } else {
            rollout.changed(before, entry);
            numbered.add(entry);
        }
    }

    /** A deployment that isn't known to be in flight has no rollout to tell of. */
    private void rollout(Subject subject, FeedEntry entry) {
        ServiceWords words = mine(Objects.requireNonNull(subject.service()));
        RolloutWords rollout = words == null ? null : words.rolloutOfKnown(subject.deployment());
        if (rollout == null) {
            return;
        }
        if (EventKind.effect(entry.event()) == Effect.END) {
            outdate(rollout.remove(subject));
        } else {
            FeedEntry word = RolloutWords.forLatecomers(entry, rollout.get(subject));
            outdate(rollout.put(subject, word));
            numbered.add(word);
        }
    }

    private void endRollout(Subject deployment) {
        ServiceWords words = mine(Objects.requireNonNull(deployment.service()));
        if (words != null) {
            words.endRollout(deployment).forEach(this::outdate);
        }
    }

    /** Returns the word before; {@code null} if there was none. */
    private @Nullable FeedEntry put(Subject subject, FeedEntry word, boolean isNumbered, long now) {
        if (subject.service() == null) {
            return ofWatch.put(subject.topic(), word);
        }
        ServiceWords words = mine(subject.service());
        if (words == null) {
            words = new ServiceWords(now);
            changed.put(subject.service(), words);
        }
        return words.put(subject, word, isNumbered, now);
    }

    private void remove(Subject subject) {
        if (subject.service() == null) {
            outdate(ofWatch.remove(subject.topic()));
        } else {
            endRollout(subject);
            ServiceWords words = mine(subject.service());
            outdate(words == null ? null : words.remove(subject));
        }
    }

    private void leave(ServiceRef service) {
        ServiceWords words = words(service);
        if (words != null) {
            words.all().forEach(this::outdate);
            words.deployments().map(word -> EventKind.subject(word.event())).forEach(this::touch);
            changed.remove(service);
            left.add(service);
        }
    }

    private void outdate(@Nullable FeedEntry before) {
        if (before != null) {
            outdated.add(before);
        }
    }
}
