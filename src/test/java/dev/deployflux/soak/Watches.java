package dev.deployflux.soak;

import dev.deployflux.ServiceRef;
import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One who watches alone from the beginning to the end, and many who listen to a feed, come and go, and are slow. */
final class Watches implements Act {

    private static final int LISTENERS = 12;
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(90);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final Duration SINCE = Duration.ofHours(1);
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    /** The longest that ends: some passes in a row that fail, each after the SDK's retries. */
    static final Duration SLACK = Duration.ofSeconds(15);

    private final DeploymentWatcher watcher;
    private final DeploymentFeed feed;
    private final Random random;

    Watches(DeploymentWatcher watcher, DeploymentFeed feed, Random random) {
        this.watcher = watcher;
        this.feed = feed;
        this.random = random;
    }

    /** As impatient as an hour's watch in a minute has to be. */
    static DeploymentWatcher watcher(Stage stage) {
        return DeploymentWatcher.builder(stage.deployments)
                .interval(Duration.ofMillis(500))
                .idleInterval(Duration.ofSeconds(1))
                .lookupInterval(Duration.ofSeconds(5))
                .backoff(Duration.ofMillis(200), Duration.ofSeconds(2))
                .callTimeout(Duration.ofSeconds(10))
                .since(SINCE)
                .overlap(OVERLAP)
                .build();
    }

    static Flux<ServiceRef> watched(Stage stage) {
        return stage.deployments.services(LiveAccount.WATCHED_CLUSTER);
    }

    @Override
    public Mono<Void> play(Stage stage) {
        Mono<Void> alone = listen(stage, "watch", watcher.watch(watched(stage)), stage.end(), false);
        Flux<Mono<Void>> listeners = Flux.fromStream(IntStream.range(0, LISTENERS)
                .mapToObj(i -> new Random(random.nextLong()))
                .map(own -> stage.again("feed", () -> visit(stage, own))));
        return alone.and(Flux.merge(listeners, LISTENERS));
    }

    /** A while; or to the end, for whoever is there when it is calm. */
    private Mono<Void> visit(Stage stage, Random random) {
        Flux<DeploymentEvent> events = Flux.defer(() -> random.nextInt(3) > 0
                ? feed.events()
                : feed.events().concatMap(event -> Mono.just(event).delayElement(work(random)), 0));
        Mono<Void> leaves = Mono.firstWithSignal(
                stage.end(), Stage.within(random, LONGEST_VISIT).then(Mono.defer(stage::endIfCalm)));
        return listen(stage, "feed", events, leaves, true).then(Stage.within(random, LONGEST_PAUSE));
    }

    /** Falls behind now and then, but takes the longest snapshot, some thousand events, well within the slack. */
    private static Duration work(Random random) {
        return random.nextInt(400) == 0 ? Duration.ofSeconds(1) : Duration.ofMillis(2);
    }

    /** Until then; and what came by then is judged. Neither ends by itself. */
    private static Mono<Void> listen(
            Stage stage, String name, Flux<DeploymentEvent> events, Mono<Void> end, boolean conflated) {
        return Mono.defer(() -> {
            Instant from = stage.account.ecs.clock().instant();
            return events.doOnComplete(() -> stage.tally.violation(name + " ended by itself"))
                    .takeUntilOther(end)
                    .collectList()
                    .doOnNext(seen -> judge(stage, name, from, seen, conflated))
                    .then();
        });
    }

    private static @Nullable Throwable failure(DeploymentEvent event) {
        return event instanceof DeploymentEvent.ServiceFailing service
                ? service.error()
                : event instanceof DeploymentEvent.LookupFailing lookup ? lookup.error() : null;
    }

    private static void judge(Stage stage, String name, Instant from, List<DeploymentEvent> events, boolean conflated) {
        stage.tally.count(name + " events judged", events.size());
        HistoryValidator validator = HistoryValidator.of(
                        TrueHistory.of(stage.account.ecs),
                        from,
                        stage.account.ecs.clock().instant())
                .since(from.minus(SINCE))
                .overlap(OVERLAP)
                .slack(SLACK)
                .silence(SLACK)
                .watching(stage.account.watched());
        (conflated ? validator.conflated() : validator)
                .check(events)
                .forEach(violation -> stage.tally.violation(name + ": " + violation));
        for (DeploymentEvent event : events) {
            Throwable error = failure(event);
            if (error != null && !RandomFaults.explainsInWatch(error)) {
                stage.tally.violation(name + " told of a failure that no fault explains: " + error);
            }
        }
    }
}
