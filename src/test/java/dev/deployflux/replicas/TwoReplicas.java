package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.redis.RedisServer;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.FeedPoller;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Two replicas of an application, which share an account and a Redis; all that their clients get is judged. */
final class TwoReplicas implements AutoCloseable {

    static final String LOG = "{deployflux:" + TroubledFeed.SCOPE + "}:log";
    private static final Duration SLACK = Duration.ofSeconds(1);

    final List<TroubledFeed> both;

    private TwoReplicas(TroubledFeed one, TroubledFeed two) {
        this.both = List.of(one, two);
    }

    static TwoReplicas on(RedisURI uri) {
        EcsSimulator ecs = TroubledFeed.account();
        return new TwoReplicas(
                TroubledFeed.on(ecs, "one", RedisClient.create(uri)),
                TroubledFeed.on(ecs, "two", RedisClient.create(uri)));
    }

    static TwoReplicas onCluster(RedisURI uri) {
        EcsSimulator ecs = TroubledFeed.account();
        return new TwoReplicas(
                TroubledFeed.on(ecs, "one", RedisClusterClient.create(uri)),
                TroubledFeed.on(ecs, "two", RedisClusterClient.create(uri)));
    }

    /** Somebody deploys. */
    String deploy() {
        return both.get(0).deploy();
    }

    /** The clients of both have been told that it is over. */
    void awaitEnd(String arn) {
        both.forEach(replica -> replica.awaitEnd(arn));
    }

    /** Somebody deploys, and all get to know. */
    String deployToTheEnd() {
        String arn = deploy();
        awaitEnd(arn);
        return arn;
    }

    void awaitHealed() {
        both.forEach(replica -> Eventually.holds(() -> replica.failure().isEmpty()));
    }

    /** How many of them poll. */
    long polling() {
        return both.stream()
                .filter(replica -> {
                    FeedPoller poller = replica.feed.health().poller();
                    return poller != null && poller.here();
                })
                .count();
    }

    /** How often their clients were told to begin anew. */
    long resets() {
        return both.stream()
                .flatMap(replica -> replica.entries.stream())
                .filter(Reset.class::isInstance)
                .count();
    }

    /** By the log, as that Redis has it; by each other; and by what deployments really did. */
    void judge(RedisServer redis, String... arns) {
        Tally tally = new Tally();
        TrueLog log = TrueLog.ofRedis(List.of(Objects.requireNonNull(redis.ask("XRANGE", LOG, "-", "+"))));
        log.judge(tally);
        TaleJudge judge = new TaleJudge(
                log, TrueHistory.of(both.get(0).ecs), List.of(TroubledFeed.WEB), new ClockSteps(), SLACK, tally);
        Instant end = Instant.now();
        for (TroubledFeed replica : both) {
            judge.judge(replica.tale, end);
            assertThat(replica.endings).isEmpty();
            for (String arn : arns) {
                assertThat(replica.ends(replica.events, arn)).isOne();
                assertThat(replica.ends(replica.entries, arn)).isOne();
            }
        }
        assertThat(tally.isClean()).as(tally.toString()).isTrue();
    }

    @Override
    public void close() {
        both.forEach(TroubledFeed::close);
    }
}
