package dev.deployflux.replicas;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.redis.RedisFeedStore;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.SimulatorClock;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;

/** A replica on a Redis that a test gets into trouble, with one who listens to events and one who listens to entries. */
final class TroubledFeed implements AutoCloseable {

    static final String SCOPE = "trouble";
    static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Duration LIFE = Duration.ofMillis(300);

    final DeploymentFeed feed;
    final List<DeploymentEvent> events = new CopyOnWriteArrayList<>();
    final List<DeploymentEvent> entries = new CopyOnWriteArrayList<>();
    final Tale tale;

    /** How a stream ended that should not have. */
    final List<String> endings = new CopyOnWriteArrayList<>();

    final EcsSimulator ecs;
    private final SimulatedService web;
    private final AbstractRedisClient client;

    private TroubledFeed(EcsSimulator ecs, AbstractRedisClient client, RedisFeedStore store) {
        this.ecs = ecs;
        this.web = ecs.cluster(WEB.cluster()).service(WEB.service());
        this.client = client;
        this.tale = new Tale("a client of " + store.replica());
        this.feed = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .clock(new SteppedClock()) // as the judge of tales reads it
                .interval(Duration.ofMillis(50))
                .idleInterval(Duration.ofMillis(100))
                .since(ReplicaProcess.SINCE)
                .overlap(ReplicaProcess.OVERLAP)
                .build()
                .feed(Flux.just(WEB), store);
        feed.events().subscribe(events::add, error -> endings.add("events: " + error), () -> endings.add("events"));
        feed.entries()
                .doOnNext(tale::add)
                .map(FeedEntry::event)
                .subscribe(entries::add, error -> endings.add("entries: " + error), () -> endings.add("entries"));
    }

    static EcsSimulator account() {
        return EcsSimulator.builder()
                .inMemory(true)
                .clock(SimulatorClock.system())
                .start();
    }

    /** Of an account of its own. */
    static TroubledFeed on(RedisURI uri) {
        return on(account(), "one", RedisClient.create(uri));
    }

    static TroubledFeed on(EcsSimulator ecs, String name, RedisClient client) {
        return new TroubledFeed(
                ecs, client, RedisFeedStore.create(client, SCOPE).withReplica(name));
    }

    static TroubledFeed on(EcsSimulator ecs, String name, RedisClusterClient client) {
        return new TroubledFeed(
                ecs, client, RedisFeedStore.create(client, SCOPE).withReplica(name));
    }

    /** Somebody deploys. */
    String deploy() {
        return web.deploy(DeploymentScript.successful(LIFE));
    }

    /** Both have been told that it is over. */
    void awaitEnd(String arn) {
        for (List<DeploymentEvent> told : List.of(events, entries)) {
            Eventually.holds(() -> told.stream().anyMatch(isEnd(arn)));
        }
    }

    private static Predicate<DeploymentEvent> isEnd(String arn) {
        return event -> event instanceof OfDeployment news
                && arn.equals(news.deployment().serviceDeploymentArn())
                && news.deployment().statusAsString().equals("SUCCESSFUL");
    }

    /** Those of the time before a test's own trouble: a machine that is busy may take long to connect. */
    void forgetFailures() {
        Eventually.holds(() -> failure().isEmpty());
        for (List<DeploymentEvent> told : List.of(events, entries)) {
            told.removeIf(event -> event instanceof StoreFailing || event instanceof StoreRecovered);
        }
    }

    /** Both have been told that the store fails; with what. */
    Throwable awaitFailure() {
        for (List<DeploymentEvent> told : List.of(events, entries)) {
            Eventually.holds(() -> told.stream().anyMatch(StoreFailing.class::isInstance));
        }
        return failures(events).get(0);
    }

    /** Both have been told that it doesn't any more. */
    void awaitRecovery() {
        for (List<DeploymentEvent> told : List.of(events, entries)) {
            Eventually.holds(() -> told.stream().anyMatch(StoreRecovered.class::isInstance));
        }
    }

    static List<Throwable> failures(List<DeploymentEvent> told) {
        return told.stream()
                .filter(StoreFailing.class::isInstance)
                .map(event -> ((StoreFailing) event).error())
                .toList();
    }

    /** How often a deployment's end was told behind the last reset. */
    long ends(List<DeploymentEvent> told, String arn) {
        List<DeploymentEvent> all = List.copyOf(told);
        int reset = -1;
        for (int i = 0; i < all.size(); i++) {
            reset = all.get(i) instanceof DeploymentEvent.Reset ? i : reset;
        }
        return all.subList(reset + 1, all.size()).stream().filter(isEnd(arn)).count();
    }

    /** What health says of the store, with its causes; empty if it doesn't fail. */
    String failure() {
        StringBuilder text = new StringBuilder();
        for (Throwable each = feed.health().storeFailure(); each != null; each = each.getCause()) {
            text.append(each).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        feed.dispose();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        ecs.close();
    }
}
