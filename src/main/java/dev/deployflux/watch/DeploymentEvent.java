package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What a watch has to tell: of a deployment, of a service, or of itself.
 *
 * <pre>{@code
 * switch (event) { // Java 21; on 17 by instanceof
 *     case DeploymentEvent.Seen seen -> ...
 *     default -> ...
 * }
 * }</pre>
 *
 * <p>Of one service the order is: {@link ServiceJoined}; its deployments, the oldest first; {@link PassCompleted}, which ends
 * this first look; then what is new, each complete pass with its bookmark, and between passes what descriptions of deployments
 * in flight tell; at last {@link ServiceLeft}. Services don't wait for one another.
 */
public sealed interface DeploymentEvent extends RolloutEvents, FeedEvents, HasteEvents
        permits DeploymentEvent.OfDeployment,
                DeploymentEvent.OfService,
                DeploymentEvent.OfWatch,
                RolloutEvents.OfRollout {

    /** News of one deployment's status. */
    sealed interface OfDeployment extends DeploymentEvent {

        /**
         * The service that the deployment is of.
         *
         * @return the service
         */
        ServiceRef service();

        /**
         * The deployment as it was listed or described most recently.
         *
         * @return the SDK's own row
         */
        ServiceDeploymentBrief deployment();

        /**
         * The statuses that it has passed through since the news before, and that no look has observed.
         *
         * @return in order; unmodifiable
         */
        default List<NotObserved> notObserved() {
            return List.of();
        }

        /**
         * How many changes this event stands for besides its own, because they came while the subscriber of a feed
         * asked for nothing.
         *
         * @return 0 in a watch; 0 or more in a feed
         */
        int merged();
    }

    /** News of one service. */
    sealed interface OfService extends DeploymentEvent {

        /**
         * Which one.
         *
         * @return the service
         */
        ServiceRef service();
    }

    /** News of the watch itself. */
    sealed interface OfWatch extends DeploymentEvent
            permits LookupFailing,
                    LookupRecovered,
                    RolloutEvents.DetailsFailing,
                    RolloutEvents.DetailsRecovered,
                    HasteEvents.OfHaste,
                    FeedEvents.StoreFailing,
                    FeedEvents.StoreRecovered,
                    FellBehind,
                    CaughtUp,
                    Missed,
                    Reset,
                    Live {}

    /**
     * A deployment for the first time.
     *
     * @param service whose it is
     * @param deployment as it was listed
     * @param origin whether it was there at the start, or is new
     * @param notObserved the statuses that it has passed through and that no look has observed, in order
     * @param merged as {@link OfDeployment#merged()} says
     */
    record Seen(
            ServiceRef service,
            ServiceDeploymentBrief deployment,
            Origin origin,
            List<NotObserved> notObserved,
            int merged)
            implements OfDeployment {}

    /**
     * A deployment with another status than before.
     *
     * @param service whose it is
     * @param from as it was reported before
     * @param deployment as it is listed now
     * @param notObserved the statuses between that nobody saw, in order
     * @param merged as {@link OfDeployment#merged()} says
     */
    record Changed(
            ServiceRef service,
            ServiceDeploymentBrief from,
            ServiceDeploymentBrief deployment,
            List<NotObserved> notObserved,
            int merged)
            implements OfDeployment {}

    /**
     * A deployment that isn't listed any more, and whose end nobody saw: its service has been deleted or has left the
     * watch, or ECS has forgotten it. Deployments whose end was reported go without this.
     *
     * @param service whose it was
     * @param deployment as it was listed last
     * @param merged as {@link OfDeployment#merged()} says
     */
    record Removed(ServiceRef service, ServiceDeploymentBrief deployment, int merged) implements OfDeployment {}

    /**
     * A bookmark: what was listed in this pass has all been told.
     *
     * @param service whose deployments were read
     * @param pass counts the complete passes over this service, from 1 on
     * @param startedAt when the pass began, as this machine's clock said: for people. The clock may be set, so two of
     *     these tell no duration.
     * @param took from its beginning to its last page
     * @param calls how many pages it read
     * @param inFlight how many deployments aren't over
     * @param windowEnd from when {@link DeploymentWatcherBuilder#since(Duration) since} reaches back now: when the pass
     *     began, by a clock that can't be set ahead. For those who forget what a feed forgets.
     */
    record PassCompleted(
            ServiceRef service, long pass, Instant startedAt, Duration took, int calls, int inFlight, Instant windowEnd)
            implements OfService {

        /**
         * A bookmark made by hand, of a pass whose window ends where it began.
         *
         * @param service whose deployments were read
         * @param pass counts the complete passes over this service, from 1 on
         * @param startedAt when the pass began
         * @param took from its beginning to its last page
         * @param calls how many pages it read
         * @param inFlight how many deployments aren't over
         */
        public PassCompleted(ServiceRef service, long pass, Instant startedAt, Duration took, int calls, int inFlight) {
            this(service, pass, startedAt, took, calls, inFlight, startedAt);
        }
    }

    /**
     * A service is watched from now on.
     *
     * @param service which one
     */
    record ServiceJoined(ServiceRef service) implements OfService {}

    /**
     * A service isn't watched any more: two complete lookups in a row didn't name it.
     *
     * @param service which one
     */
    record ServiceLeft(ServiceRef service) implements OfService {}

    /**
     * A pass over a service has failed, and is tried again. Reported each time.
     *
     * @param service which one
     * @param error the SDK's own exception, or a {@link java.util.concurrent.TimeoutException} if no page came in time
     * @param failures how many passes have failed in a row, 1 or more
     * @param lastGoodPass when the last complete pass began, by this machine's clock; {@code null} if there was none
     * @param retryIn after which pause the next pass is due
     */
    record ServiceFailing(
            ServiceRef service,
            Throwable error,
            int failures,
            @Nullable Instant lastGoodPass,
            Duration retryIn) implements OfService {}

    /**
     * A service can be read again. Comes before what that pass brings.
     *
     * @param service which one
     * @param failures how many passes had failed in a row
     * @param lastGoodPass when the last complete pass before began, by this machine's clock; {@code null} if there was none
     */
    record ServiceRecovered(
            ServiceRef service, int failures, @Nullable Instant lastGoodPass) implements OfService {}

    /**
     * The services couldn't be looked up, or not all of them, and will be again. Services that are known are watched on,
     * those that were named before the failure join. Of clusters that {@code ServiceDeployments.services(..)} has listed
     * whole, services leave as ever; no others do. Reported each time.
     *
     * @param error of the publisher of services, or a {@link java.util.concurrent.TimeoutException}
     * @param failures how many lookups have failed in a row, 1 or more
     * @param retryIn after which pause the next lookup is due
     * @param clusters those that are known to be the reason, each with its own error, by name; empty if the
     *     publisher doesn't come from {@code ServiceDeployments.services(..)}, or has failed for another reason
     */
    record LookupFailing(Throwable error, int failures, Duration retryIn, List<Cluster> clusters) implements OfWatch {

        /**
         * A cluster whose services couldn't be listed.
         *
         * @param name of the cluster
         * @param error the SDK's own exception
         * @param failures in how many lookups in a row it has failed, 1 or more: 1 is new trouble
         */
        public record Cluster(String name, Throwable error, int failures) {}

        /**
         * A failure for whatever reason but a cluster.
         *
         * @param error of the publisher of services
         * @param failures how many lookups have failed in a row
         * @param retryIn after which pause the next lookup is due
         */
        public LookupFailing(Throwable error, int failures, Duration retryIn) {
            this(error, failures, retryIn, List.of());
        }

        /**
         * Why, in a line.
         *
         * @return each cluster with its error; without any, the error of the publisher
         */
        public String reason() {
            return MessageText.of(error, clusters);
        }
    }

    /**
     * The services could be looked up again.
     *
     * @param failures how many lookups had failed in a row
     */
    record LookupRecovered(int failures) implements OfWatch {}

    /**
     * Passes begin too late, because of the quota, slow answers or a slow subscriber. All services are late by about the
     * same. Reported when a pass is late by half of its interval, and again whenever that has doubled.
     *
     * @param wanted the interval that was asked for
     * @param achieved the time between this pass and the one before
     * @param services how many services are watched
     */
    record FellBehind(Duration wanted, Duration achieved, int services) implements OfWatch {}

    /**
     * Passes begin on time again.
     *
     * @param services how many services are watched
     */
    record CaughtUp(int services) implements OfWatch {}

    /**
     * In a feed only: deployments that came and went while this subscriber asked for nothing.
     *
     * @param deployments how many, 1 or more
     */
    record Missed(long deployments) implements OfWatch {}

    /**
     * In a feed only: what was told before doesn't hold any more. A snapshot follows, the last word on everything; in {@link
     * DeploymentFeed#entries()} and its like until {@link Live}.
     *
     * @param reason a sentence for people
     */
    record Reset(String reason) implements OfWatch {}

    /**
     * In {@link DeploymentFeed#entries()} and its like only: all that is known has been told. What follows is new.
     *
     * @param services how many services are watched
     */
    record Live(int services) implements OfWatch {}
}
