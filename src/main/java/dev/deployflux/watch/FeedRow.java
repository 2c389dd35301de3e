package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.EventKind.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What a feed keeps in its store beside the log: on each deployment, on each service and on the watch the last words, from which
 * those begin who know nothing, and what the watch remembers, from which a poller goes on.
 */
sealed interface FeedRow {

    /** The key of the one on the watch. */
    String WATCH = "watch";

    /** The key of the one on that service. */
    static String key(ServiceRef service) {
        return "service " + service.cluster() + " " + service.service();
    }

    /** The key of the one on that deployment. */
    static String key(Subject deployment) {
        ServiceRef service = Objects.requireNonNull(deployment.service());
        return "deployment " + service.cluster() + " " + service.service() + " " + deployment.arn();
    }

    /** Under which it is kept; of a note, the one under which it will be. */
    String key();

    /** The event that it was written with, or after. */
    EventId asOf();

    /**
     * One deployment.
     *
     * @param word its status, for latecomers; {@code null} if they aren't told of it any more
     * @param statuses as {@link RolloutWords} keeps them
     * @param rollout its progress and what it waits for
     * @param memory {@code null} if the watch has forgotten it
     */
    record OfDeployment(
            EventId asOf,
            ServiceRef service,
            @Nullable FeedEntry word,
            List<FeedEntry> statuses,
            List<FeedEntry> rollout,
            @Nullable DeploymentMemory memory)
            implements FeedRow {

        @Override
        public String key() {
            DeploymentEvent known = word == null ? null : word.event();
            ServiceDeploymentBrief row = known instanceof DeploymentEvent.Seen seen
                    ? seen.deployment()
                    : Objects.requireNonNull(memory).row();
            return FeedRow.key(new Subject(Topic.DEPLOYMENT, service, row.serviceDeploymentArn(), null));
        }
    }

    /**
     * One service.
     *
     * @param words that it has joined, its last bookmark, its failure
     * @param isPassNumbered whether that bookmark is in the log
     * @param memory {@code null} if it isn't watched any more
     */
    record OfService(
            EventId asOf,
            ServiceRef service,
            List<FeedEntry> words,
            boolean isPassNumbered,
            @Nullable ServiceMemory memory)
            implements FeedRow {

        @Override
        public String key() {
            return FeedRow.key(service);
        }
    }

    /**
     * The watch.
     *
     * @param words its trouble
     * @param lookup the last complete one; {@code null} if there was none
     */
    record OfWatch(
            EventId asOf, List<FeedEntry> words, @Nullable LookupNote lookup) implements FeedRow {

        @Override
        public String key() {
            return WATCH;
        }
    }

    /** A bookmark that isn't in the log; told behind an event. */
    record PassNote(EventId asOf, DeploymentEvent.PassCompleted pass) implements FeedRow {

        @Override
        public String key() {
            return FeedRow.key(pass.service());
        }
    }

    /**
     * A complete lookup of the services.
     *
     * @param startedAt as the clock said, for people
     * @param windowEnd when it began, for what the watch asks for
     * @param excluded how many services were left out
     */
    record LookupNote(EventId asOf, Instant startedAt, Instant windowEnd, int excluded) implements FeedRow {

        @Override
        public String key() {
            return WATCH;
        }
    }

    /** What {@link ServiceHistory} and {@link ServiceWatch} go on from. */
    record ServiceMemory(
            Instant floor,
            Instant newest,
            boolean aside,
            @Nullable Instant straggler,
            long passes,
            int failures,
            @Nullable Instant lastGoodPass) {

        /** The same, where at least so many passes have been told. */
        ServiceMemory after(long passesTold) {
            return passesTold <= passes
                    ? this
                    : new ServiceMemory(floor, newest, aside, straggler, passesTold, failures, lastGoodPass);
        }
    }

    /**
     * What {@link KnownDeployment} goes on from.
     *
     * @param row as it was told last
     * @param told the statuses that were told
     * @param rollout {@code null} if it was never described in flight
     */
    record DeploymentMemory(
            ServiceDeploymentBrief row,
            Set<String> told,
            @Nullable RolloutMemory rollout) {}

    /**
     * What {@link KnownRollout} goes on from.
     *
     * @param waits that are open
     * @param waitsTold all that were told; their actions tell only the hook and the time
     */
    record RolloutMemory(
            RolloutProgress told,
            boolean turned,
            @Nullable Instant updatedAt,
            List<AwaitedAction> waits,
            List<WaitTold> waitsTold) {}

    /** One wait of a hook, which may come to wait again. */
    record WaitTold(String hookId, @Nullable Instant expiresAt) {}
}
