package dev.deployflux.autoconfigure;

import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties, as they were given; what is {@code null} was left out, and keeps the default of the builder that it is
 * for.
 *
 * @param enabled Whether anything is auto-configured.
 * @param readAhead How many pages may wait, unread, behind the page whose rows are being emitted. Default 1.
 * @param quota how many calls a second
 * @param watch how often is polled
 * @param feed what is polled for everybody
 * @param web the routes
 * @param sse the Server-Sent Events
 * @param health the health indicator
 */
@ConfigurationProperties("deployflux")
record DeployfluxProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Integer readAhead,
        @DefaultValue Quota quota,
        @DefaultValue Watch watch,
        @DefaultValue Feed feed,
        @DefaultValue Web web,
        @DefaultValue Sse sse,
        @DefaultValue Health health) {

    /**
     * How many calls a second.
     *
     * @param enabled Whether calls are paced at ECS's published rates, or at those of the buckets.
     * @param leaveForOthers Share of every rate and burst that is left to others on the account, such as deployment
     *     tools: from 0 to less than 1. Default 0.
     * @param buckets Rates of accounts whose limits AWS has changed, by bucket, such as service-deployments.
     */
    record Quota(
            @DefaultValue("true") boolean enabled,
            @Nullable Double leaveForOthers,
            @DefaultValue Map<ApiBucket, Bucket> buckets) {}

    /**
     * The limits of one bucket.
     *
     * @param burst How many calls may start at once, 1 to 10,000.
     * @param perSecond How many calls a second are permitted for long, 0.01 to 10,000.
     */
    record Bucket(@Nullable Integer burst, @Nullable Double perSecond) {}

    /**
     * How often is polled.
     *
     * @param interval Time between two polls of a service while one of its deployments is in flight. Default 10s.
     * @param idleInterval Time between two polls of a service while none of its deployments is in flight. Default 1m.
     * @param jitter Share by which intervals vary at random, from 0 to 0.5. Default 0.1.
     * @param since How far back the first poll of a service looks. Default 1d; ECS keeps 90d.
     * @param overlap How late ECS may list a deployment after its creation. Default 5m.
     * @param firstBackoff Pause before a service is tried again after a failure; doubled with each further one.
     * @param maxBackoff Longest pause before a service is tried again.
     * @param callTimeout How long a call may take, with waiting for the quota and retries. Default 1m.
     * @param lookupInterval How often new services are looked for. Default 5m.
     * @param concurrency How many services are polled at once. Default 8.
     * @param grace How long a feed polls on after its last subscriber has left. Default 30s.
     * @param outcomeTimeout How long the outcome of a deployment is awaited, 1ms to 90d. Default 1h.
     */
    record Watch(
            @Nullable Duration interval,
            @Nullable Duration idleInterval,
            @Nullable Double jitter,
            @Nullable Duration since,
            @Nullable Duration overlap,
            @DefaultValue("5s") Duration firstBackoff,
            @DefaultValue("5m") Duration maxBackoff,
            @Nullable Duration callTimeout,
            @Nullable Duration lookupInterval,
            @Nullable Integer concurrency,
            @Nullable Duration grace,
            @Nullable Duration outcomeTimeout) {}

    /**
     * What is polled for everybody. There is a feed if clusters or services are set.
     *
     * @param clusters Names or ARNs of the clusters whose services the feed watches, or "*" for all of the account.
     * @param services Further services that the feed watches, each as cluster/service or an ARN.
     * @param exclude Services that are never watched, each as cluster/service, where * stands for any characters, or an
     *     ARN.
     */
    record Feed(
            @DefaultValue List<String> clusters,
            @DefaultValue List<String> services,
            @DefaultValue List<String> exclude) {}

    /**
     * The routes.
     *
     * @param enabled Whether a WebFlux application has the routes for lists and, with a feed, for events and health.
     *     Without Spring Security, everybody may read them.
     * @param basePath Path in front of the routes; / for none.
     */
    record Web(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/deployflux") String basePath) {}

    /**
     * The Server-Sent Events.
     *
     * @param heartbeat Silence after which a comment is sent, 100ms to 1d. Default 15s.
     * @param retry Pause after which browsers reconnect, 1ms to 1d. Default 3s.
     * @param ring How many events are kept for clients that come again, 1 to 1,000,000. Default 1,000.
     * @param maxClients How many clients there may be at once, 1 to 1,000,000. Default 1,000.
     * @param stallTimeout How long a client may take nothing, at least a heartbeat. Default four heartbeats.
     * @param linger How long events are kept after the last client has left, 0 to 1d. Default 15s.
     */
    record Sse(
            @Nullable Duration heartbeat,
            @Nullable Duration retry,
            @Nullable Integer ring,
            @Nullable Integer maxClients,
            @Nullable Duration stallTimeout,
            @Nullable Duration linger) {}

    /**
     * The health indicator.
     *
     * @param maxAge Age of the last complete poll from which on a service counts as stale. The feed is DOWN when all
     *     services are.
     */
    record Health(@DefaultValue("10m") Duration maxAge) {}
}
