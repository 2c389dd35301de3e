package dev.deployflux.watch;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The last words on one service. At the end of each pass the deployments are forgotten that are over and were created
 * before the feed's window, except the newest of all, and except those that this very pass had news of: a
 * subscriber that asks has the time until the next pass to get them.
 */
final class ServiceWords {

    private static final Comparator<FeedEntry> BY_AGE =
            Comparator.comparing(ServiceWords::createdAt, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final Comparator<FeedEntry> AS_TOLD = Comparator.<FeedEntry, Topic>comparing(
                    entry -> EventKind.topic(entry.event()))
            .thenComparing(BY_AGE);

    private final Map<Subject, FeedEntry> words = new HashMap<>();

    /** What deployments in flight tell of themselves, by the subject of each. */
    private final Map<Subject, RolloutWords> rollouts = new HashMap<>();

    /** Deployments that the pass under way had news of. */
    private final Set<Subject> news = new HashSet<>();

    private @Nullable PassCompleted pass;
    private @Nullable ServiceFailing failing;

    /** When it joined, or when its last complete pass began, in the scheduler's nanoseconds. */
    private long readAt;

    /** Whether the bookmark has a number of its own. */
    private boolean isPassNumbered;

    /** The place of the last bookmark; {@code null} if there is none. */
    private @Nullable EventId passedAt;

    ServiceWords(long now) {
        this.readAt = now;
    }

    ServiceWords(ServiceWords other) {
        words.putAll(other.words);
        other.rollouts.forEach((deployment, rollout) -> rollouts.put(deployment, new RolloutWords(rollout)));
        news.addAll(other.news);
        pass = other.pass;
        failing = other.failing;
        readAt = other.readAt;
        isPassNumbered = other.isPassNumbered;
        passedAt = other.passedAt;
    }

    /** Restores what a store has kept; how long ago it was read nobody knows, so that is counted from now on. */
    void restore(FeedRow.OfService row, long now) {
        row.words().forEach(word -> put(EventKind.subject(word.event()), word, row.isPassNumbered(), now));
        readAt = now;
    }

    /** Restores a deployment that a store has kept. */
    void restore(FeedRow.OfDeployment row) {
        FeedEntry word = row.word();
        if (word != null) {
            Subject deployment = EventKind.subject(word.event());
            words.put(deployment, word);
            if (!isOver(word)) {
                rollouts.put(deployment, new RolloutWords(row));
            }
        }
    }

    /** What a store is to keep. */
    FeedRow.OfService row(EventId asOf, ServiceRef service, FeedRow.@Nullable ServiceMemory memory) {
        List<FeedEntry> ofService = words.values().stream()
                .filter(word -> !(word.event() instanceof Seen))
                .sorted(AS_TOLD)
                .toList();
        return new FeedRow.OfService(asOf, service, ofService, isPassNumbered, memory);
    }

    /** Likewise one of its deployments; {@code null} if there is nothing to keep. */
    FeedRow.@Nullable OfDeployment row(EventId asOf, Subject deployment, FeedRow.@Nullable DeploymentMemory memory) {
        FeedEntry word = words.get(deployment);
        RolloutWords rollout = rollouts.get(deployment);
        return word == null && memory == null
                ? null
                : new FeedRow.OfDeployment(
                        asOf,
                        Objects.requireNonNull(deployment.service()),
                        word,
                        rollout == null ? List.of() : rollout.statuses(),
                        rollout == null ? List.of() : rollout.told(),
                        memory);
    }

    /** Whether it had joined when that was told. */
    boolean hasJoinedBy(EventId id) {
        return words.values().stream()
                .filter(word -> word.event() instanceof ServiceJoined)
                .noneMatch(word -> id.isBefore(word.id()));
    }

    /** How many passes there were. */
    long passes() {
        return pass == null ? 0 : pass.pass();
    }

    /** Whether the last bookmark is an older one. */
    boolean isBefore(PassCompleted completed) {
        return pass == null || pass.pass() < completed.pass();
    }

    /** The words that have a number of their own. */
    Stream<FeedEntry> numbered() {
        return Stream.concat(
                words.entrySet().stream()
                        .filter(word -> !rollouts.containsKey(word.getKey())
                                || rollouts.get(word.getKey()).statuses().isEmpty())
                        .map(Map.Entry::getValue)
                        .filter(word -> isPassNumbered || !(word.event() instanceof PassCompleted)),
                rollouts.values().stream().flatMap(RolloutWords::all));
    }

    /**
     * This is the word now.
     *
     * @param numbered whether its number is its own
     * @return the one before; {@code null} if there was none
     */
    @Nullable
    FeedEntry put(Subject subject, FeedEntry word, boolean numbered, long now) {
        if (word.event() instanceof PassCompleted completed) {
            pass = completed;
            isPassNumbered = numbered;
            passedAt = word.id();
            readAt = now - completed.took().toNanos();
        } else if (word.event() instanceof ServiceFailing latest) {
            failing = latest;
        } else if (word.event() instanceof OfDeployment) {
            news.add(subject);
        }
        return words.put(subject, word);
    }

    /** There is nothing left to tell. Returns what was. */
    @Nullable
    FeedEntry remove(Subject subject) {
        if (subject.topic() == Topic.READING) {
            failing = null;
        }
        return words.remove(subject);
    }

    @Nullable
    FeedEntry get(Subject subject) {
        return words.get(subject);
    }

    /** What is told of that deployment beside its status; {@code null} if nothing is. */
    @Nullable
    RolloutWords rollout(Subject deployment) {
        return rollouts.get(deployment);
    }

    /** Likewise, to tell more. {@code null} if the deployment isn't known to be in flight. */
    @Nullable
    RolloutWords rolloutOfKnown(Subject deployment) {
        FeedEntry known = words.get(deployment);
        return known == null || isOver(known) ? null : rollouts.computeIfAbsent(deployment, any -> new RolloutWords());
    }

    /** There is nothing left to tell of that deployment but its status. Returns what was. */
    Stream<FeedEntry> endRollout(Subject deployment) {
        RolloutWords ended = rollouts.remove(deployment);
        return ended == null ? Stream.of() : ended.all();
    }

    /** Whether the status of a deployment has been told since the last bookmark. */
    boolean hasNewsBehindBookmark() {
        EventId bookmark = passedAt;
        return bookmark != null && deployments().anyMatch(word -> bookmark.isBefore(word.id()));
    }

    /** Whether it has been read, or couldn't be. */
    boolean isLookedAt() {
        return pass != null || failing != null;
    }

    /** What is to be forgotten at the end of this pass. */
    List<Subject> outdated(PassCompleted completed, Duration since) {
        Instant horizon = completed.windowEnd().minus(since);
        FeedEntry newest = deployments().max(BY_AGE).orElse(null);
        List<Subject> outdated = deployments()
                .filter(entry -> entry != newest && isOver(entry) && isBefore(horizon, createdAt(entry)))
                .map(entry -> EventKind.subject(entry.event()))
                .filter(subject -> !news.contains(subject))
                .toList();
        news.clear();
        return outdated;
    }

    /** The words on deployments' statuses. */
    Stream<FeedEntry> deployments() {
        return words.values().stream().filter(entry -> entry.event() instanceof Seen);
    }

    private static boolean isBefore(Instant horizon, @Nullable Instant createdAt) {
        return createdAt == null || createdAt.isBefore(horizon);
    }

    private static boolean isOver(FeedEntry entry) {
        return entry.event() instanceof Seen seen && DeploymentOperators.isTerminal(seen.deployment());
    }

    private static @Nullable Instant createdAt(FeedEntry entry) {
        ServiceDeploymentBrief row = entry.event() instanceof Seen seen ? seen.deployment() : null;
        return row == null ? null : row.createdAt();
    }

    /** The service, its deployments, the oldest first, each with its rollout, its bookmark, its failure. */
    Stream<FeedEntry> inOrder() {
        return words.values().stream().sorted(AS_TOLD).flatMap(this::withRollout);
    }

    private Stream<FeedEntry> withRollout(FeedEntry word) {
        if (!(word.event() instanceof Seen seen)) {
            return Stream.of(word);
        }
        RolloutWords rollout = rollouts.get(EventKind.subject(seen));
        return rollout == null ? Stream.of(word) : Stream.concat(Stream.of(word), rollout.inOrder(seen.deployment()));
    }

    /** All that is kept, in no order. */
    Stream<FeedEntry> all() {
        return Stream.concat(words.values().stream(), rollouts.values().stream().flatMap(RolloutWords::all));
    }

    /**
     * How it is.
     *
     * @param now in the scheduler's nanoseconds
     * @param pollingFor zero while nothing polls
     * @param lookedAt how much longer than otherwise it may not be listed if looks show nothing new; zero without those
     */
    ServiceHealth health(long now, Duration pollingFor, Duration lookedAt) {
        Duration unread = Duration.ofNanos(now - readAt);
        boolean isLookedAt = failing == null && pass != null && pass.inFlight() == 0;
        Duration late = isLookedAt ? unread.minus(lookedAt) : unread;
        Duration lag = late.isNegative() ? Duration.ZERO : late;
        return new ServiceHealth(pass, failing, unread, lag.compareTo(pollingFor) < 0 ? lag : pollingFor);
    }
}
