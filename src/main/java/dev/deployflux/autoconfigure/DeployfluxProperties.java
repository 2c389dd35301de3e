package dev.deployflux.autoconfigure;

import dev.deployflux.quota.ApiBucket;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * The properties, with the defaults of their builders. A bare number as a duration is seconds.
 *
 * @param enabled Whether anything is auto-configured.
 * @param readAhead How many pages may wait, unread, behind the page whose rows are being emitted. Default 1.
 * @param aws the client, if the application has none
 * @param quota how many calls a second
 * @param watch how often services are polled
 * @param detector how services with nothing in flight are looked at
 * @param feed what is polled for everybody
 * @param replicas what several replicas of the application share
 * @param web the routes
 * @param sse the Server-Sent Events
 * @param health the health indicator
 */
@ConfigurationProperties("deployflux")
record DeployfluxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1") int readAhead,
        @DefaultValue Aws aws,
        @DefaultValue Quota quota,
        @DefaultValue Watch watch,
        @DefaultValue Detector detector,
        @DefaultValue Feed feed,
        @DefaultValue Replicas replicas,
        @DefaultValue Web web,
        @DefaultValue Sse sse,
        @DefaultValue Health health) {

    /**
     * The client that is made if the application has none.
     *
     * @param endpoint Where ECS is called, such as http://localhost:4566 for LocalStack. Default that of Spring Cloud
     *     AWS, or of the SDK.
     * @param region Region that is read, such as eu-central-1. Default that of Spring Cloud AWS, or of the SDK.
     */
    record Aws(@Nullable URI endpoint, @Nullable String region) {

        Aws {
            region = StringUtils.hasText(region) ? region : null;
        }
    }

    /**
     * How many calls a second.
     *
     * @param enabled Whether calls are paced at ECS's published rates, or at those of the buckets.
     * @param leaveForOthers Share of every rate and burst that is left to others on the account, such as deployment
     *     tools: from 0 to less than 1. Default 0.
     * @param buckets rates of accounts whose limits AWS has changed
     */
    record Quota(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("0") double leaveForOthers,
            @DefaultValue Buckets buckets) {}

    /**
     * One field for each bucket, and no map: a map's keys can't be read from environment variables.
     *
     * @param serviceDeployments that of ListServiceDeployments
     * @param services that of ListServices
     * @param clusters that of ListClusters
     */
    record Buckets(
            @DefaultValue Bucket serviceDeployments,
            @DefaultValue Bucket services,
            @DefaultValue Bucket clusters) {

        /** The limits that are set for a bucket. */
        Bucket of(ApiBucket bucket) {
            return switch (bucket) {
                case SERVICE_DEPLOYMENTS -> serviceDeployments;
                case SERVICES -> services;
                case CLUSTERS -> clusters;
            };
        }
    }

    /**
     * The limits of one bucket. Without a value, it is the limit that ECS publishes.
     *
     * @param burst How many calls may start at once, 1 to 10,000.
     * @param perSecond How many calls a second are permitted for long, 0.01 to 10,000.
     */
    record Bucket(@Nullable Integer burst, @Nullable Double perSecond) {}

    /**
     * How often services are polled.
     *
     * @param interval Time between two looks at a deployment in flight. Default 10s.
     * @param idleInterval Time between two polls of a service. Default 1m.
     * @param details Whether deployments in flight are described, 20 a call, which tells stages and pauses; otherwise their
     *     services are polled at the interval. Default true.
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
            @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS)
            Duration interval,

            @DefaultValue(IDLE_INTERVAL) @DurationUnit(ChronoUnit.SECONDS)
            Duration idleInterval,

            @DefaultValue("true") boolean details,

            @DefaultValue("0.1") double jitter,

            @DefaultValue("1d") @DurationUnit(ChronoUnit.SECONDS)
            Duration since,

            @DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS)
            Duration overlap,

            @DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS)
            Duration firstBackoff,

            @DefaultValue(MAX_BACKOFF) @DurationUnit(ChronoUnit.SECONDS)
            Duration maxBackoff,

            @DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS)
            Duration callTimeout,

            @DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS)
            Duration lookupInterval,

            @DefaultValue("8") int concurrency,

            @DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS)
            Duration grace,

            @DefaultValue("1h") @DurationUnit(ChronoUnit.SECONDS)
            Duration outcomeTimeout) {

        static final String IDLE_INTERVAL = "1m";
        static final String MAX_BACKOFF = "5m";
    }

    /**
     * How services with nothing in flight are looked at.
     *
     * @param enabled Whether they are described, 10 of a cluster a call, at the idle interval, and polled only when
     *     something has changed.
     * @param listEvery Time between two polls of a service although nothing seems to have changed. Default 15m.
     */
    record Detector(
            @DefaultValue("false") boolean enabled,

            @DefaultValue(LIST_EVERY) @DurationUnit(ChronoUnit.SECONDS)
            Duration listEvery) {

        static final String LIST_EVERY = "15m";
    }

    /**
     * What is polled for everybody. There is a feed if clusters or services are set.
     *
     * @param clusters Names or ARNs of the clusters whose services the feed watches, or "*" for all of the account.
     * @param services Further services that the feed watches, each as cluster/service or an ARN.
     * @param exclude Services that are never watched, each as cluster/service, where * stands for any characters, or an
     *     ARN.
     * @param eventLog How many events are kept for those who come again, or read slowly.
     */
    record Feed(
            @DefaultValue List<String> clusters,
            @DefaultValue List<String> services,
            @DefaultValue List<String> exclude,
            @DefaultValue("2000") int eventLog) {}

    /**
     * What several replicas of the application share.
     *
     * @param enabled Whether one replica polls for all, which share a Redis, that of spring.data.redis, or a FeedStore bean.
     * @param scope What replicas have in common that belong together, 1 to 200 characters without braces. Default
     *     spring.application.name.
     * @param name Name of this replica, for people. Default the host's name and the number of the process.
     * @param logLength How many events Redis keeps at least for those who come again, 100 to 1,000,000.
     */
    record Replicas(
            @DefaultValue("false") boolean enabled,
            @Nullable String scope,
            @Nullable String name,
            @DefaultValue("10000") int logLength) {}

    /**
     * The routes.
     *
     * @param enabled Whether a WebFlux application has the routes for lists and, with a feed, for events and health.
     *     Without Spring Security, everybody may read them.
     * @param basePath Path in front of the routes; / for none.
     * @param page Whether there is a page for people at the base path, if the routes are enabled and there is a feed.
     */
    record Web(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/deployflux") String basePath,
            @DefaultValue("false") boolean page) {}

    /**
     * The Server-Sent Events.
     *
     * @param heartbeat Silence after which a comment is sent, 100ms to 1d. Default 15s.
     * @param retry Pause after which browsers reconnect, 1ms to 1d. Default 3s.
     * @param maxClients How many clients there may be at once, 1 to 1,000,000. Default 5,000.
     * @param stallTimeout How long a client may take nothing, at least a heartbeat. Default four heartbeats.
     */
    record Sse(
            @DefaultValue("15s") @DurationUnit(ChronoUnit.SECONDS)
            Duration heartbeat,

            @DefaultValue("3s") @DurationUnit(ChronoUnit.SECONDS)
            Duration retry,

            @DefaultValue("5000") int maxClients,
            @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration stallTimeout) {}

    /**
     * The health indicator.
     *
     * @param maxAge Age of the last complete poll from which on a service counts as stale. The feed is in trouble when
     *     all services are.
     * @param mayBeDown Whether a feed in trouble is DOWN, and with it the application's health. Otherwise it is UNKNOWN,
     *     which only its own component tells.
     */
    record Health(
            @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS)
            Duration maxAge,

            @DefaultValue("false") boolean mayBeDown) {}
}
