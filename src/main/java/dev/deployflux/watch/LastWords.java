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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last word on each subject that a feed's events have told, as far as it still matters: what somebody begins with who
 * knows nothing. Pure logic; not thread-safe.
 */
final class LastWords {

    private final Duration since;
    private final Map<ServiceRef, ServiceWords> services = new LinkedHashMap<>();
    private final Map<Topic, FeedEntry> ofWatch = new EnumMap<>(Topic.class);

    /** Those that have a number of their own. */
    private final TreeMap<Long, FeedEntry> byNumber = new TreeMap<>();

    /** Services that have neither been read nor couldn't be so far. */
    private int unread;

    /** {@code since} is how far back the feed looks. */
    LastWords(Duration since) {
        this.since = since;
    }

    /**
     * This has been told.
     *
     * @param numbered whether its number is its own
     * @param now in the scheduler's nanoseconds
     * @return which deployments are forgotten from now on
     */
    List<Subject> told(FeedEntry entry, boolean numbered, long now) {
        DeploymentEvent event = entry.event();
        Subject subject = EventKind.subject(event);
        if (event instanceof ServiceLeft left) {
            leave(left.service());
        } else if (event instanceof OfRollout) {
            rollout(subject, entry);
        } else if (EventKind.effect(event) == Effect.END) {
            remove(subject);
        } else if (event instanceof OfDeployment news) {
            status(subject, entry, news, now);
        } else {
            outdate(put(subject, entry, now));
            if (numbered) {
                number(entry);
            }
        }
        return event instanceof PassCompleted pass ? forget(pass) : List.of();
    }

    private List<Subject> forget(PassCompleted pass) {
        ServiceWords words = services.get(pass.service());
        List<Subject> outdated = words == null ? List.of() : words.outdated(pass, since);
        outdated.forEach(this::remove);
        return outdated;
    }

    /** A deployment that they see for the first time, with all statuses that no look has observed. */
    private static FeedEntry forLatecomers(FeedEntry entry, OfDeployment news, @Nullable FeedEntry before) {
        List<NotObserved> notObserved = before == null || !(before.event() instanceof Seen seen)
                ? news.notObserved()
                : Stream.concat(seen.notObserved().stream(), news.notObserved().stream())
                        .toList();
        return new FeedEntry(entry.id(), new Seen(news.service(), news.deployment(), Origin.SNAPSHOT, notObserved, 0));
    }

    private @Nullable FeedEntry get(Subject subject) {
        if (subject.service() == null) {
            return ofWatch.get(subject.topic());
        }
        ServiceWords words = services.get(subject.service());
        return words == null ? null : words.get(subject);
    }

    /** Each status waits behind the rollout that was told before it: see {@link RolloutWords}. */
    private void status(Subject subject, FeedEntry entry, OfDeployment news, long now) {
        FeedEntry word = forLatecomers(entry, news, get(subject));
        FeedEntry before = put(subject, word, now);
        RolloutWords rollout = rollout(subject);
        if (rollout == null || rollout.isEmpty() || DeploymentOperators.isTerminal(news.deployment())) {
            endRollout(subject);
            outdate(before);
            number(word);
        } else {
            rollout.changed(before, entry);
            number(entry);
        }
    }

    /** Of a deployment that isn't known to be in flight there is nothing to tell. */
    private void rollout(Subject subject, FeedEntry entry) {
        ServiceWords words = services.get(subject.service());
        RolloutWords rollout = words == null ? null : words.rolloutOfKnown(subject.deployment());
        if (rollout == null) {
            return;
        }
        if (EventKind.effect(entry.event()) == Effect.END) {
            outdate(rollout.remove(subject));
        } else {
            FeedEntry word = RolloutWords.forLatecomers(entry, rollout.get(subject));
            outdate(rollout.put(subject, word));
            number(word);
        }
    }

    private @Nullable RolloutWords rollout(Subject deployment) {
        ServiceWords words = services.get(deployment.service());
        return words == null ? null : words.rollout(deployment);
    }

    private void endRollout(Subject deployment) {
        ServiceWords words = services.get(deployment.service());
        if (words != null) {
            words.endRollout(deployment).forEach(this::outdate);
        }
    }

    /** Returns the word before; {@code null} if there was none. */
    private @Nullable FeedEntry put(Subject subject, FeedEntry word, long now) {
        if (subject.service() == null) {
            return ofWatch.put(subject.topic(), word);
        }
        ServiceWords words = services.computeIfAbsent(subject.service(), any -> {
            unread++;
            return new ServiceWords(now);
        });
        boolean wasLookedAt = words.isLookedAt();
        FeedEntry before = words.put(subject, word, now);
        unread -= words.isLookedAt() && !wasLookedAt ? 1 : 0;
        return before;
    }

    private void number(FeedEntry word) {
        byNumber.put(word.id().number(), word);
    }

    private void remove(Subject subject) {
        if (subject.service() == null) {
            outdate(ofWatch.remove(subject.topic()));
        } else {
            endRollout(subject);
            ServiceWords words = services.get(subject.service());
            outdate(words == null ? null : words.remove(subject));
        }
    }

    private void leave(ServiceRef service) {
        ServiceWords left = services.remove(service);
        if (left != null) {
            left.all().forEach(this::outdate);
            unread -= left.isLookedAt() ? 0 : 1;
        }
    }

    private void outdate(@Nullable FeedEntry before) {
        if (before != null) {
            byNumber.remove(before.id().number(), before);
        }
    }

    /** Service by service; what concerns all of them comes last. */
    List<DeploymentEvent> inOrder() {
        return Stream.concat(services.values().stream().flatMap(ServiceWords::inOrder), ofWatch.values().stream())
                .map(FeedEntry::event)
                .toList();
    }

    /** The first that came behind that number, up to another; {@code null} if there is none. */
    @Nullable
    FeedEntry after(long number, long upTo) {
        Map.Entry<Long, FeedEntry> next = byNumber.higherEntry(number);
        return next == null || next.getKey() > upTo ? null : next.getValue();
    }

    /** What is still to tell of the watch itself. */
    @Nullable
    DeploymentEvent of(Topic topic) {
        FeedEntry word = ofWatch.get(topic);
        return word == null ? null : word.event();
    }

    int services() {
        return services.size();
    }

    /** Whether each service has been read, or couldn't be. */
    boolean isEachLookedAt() {
        return unread == 0;
    }

    /** How each service is; {@code pollingFor} is zero while nothing polls. */
    Map<ServiceRef, ServiceHealth> health(long now, Duration pollingFor) {
        Map<ServiceRef, ServiceHealth> health = new LinkedHashMap<>();
        services.forEach((service, words) -> health.put(service, words.health(now, pollingFor)));
        return health;
    }
}
