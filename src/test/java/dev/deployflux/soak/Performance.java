package dev.deployflux.soak;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** All acts at once on one account, from the first call to the last connection that closes. */
final class Performance {

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);

    /** Until what was last is told: a pass that fails, its pause, and one that doesn't. */
    private static final Duration AFTERMATH = LiveAccount.LONGEST_LIFE.plusSeconds(12);

    /** What takes longer to end than this doesn't end. */
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private static final Duration CLOSING = Duration.ofSeconds(30);

    /** Longer than the pause between any two calls of a watch. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    /** Without which nothing was judged. */
    private static final List<String> DUE = List.of(
            "lists, complete",
            "scans, complete",
            "fan-outs, complete",
            "outcomes judged",
            "watch events judged",
            "feed events judged",
            "SSE events of deployments",
            "SSE pictures judged",
            "faults");

    private final Duration duration;
    private final Random random;
    private final Tally tally = new Tally();

    Performance(Duration duration, long seed) {
        this.duration = duration;
        this.random = new Random(seed);
    }

    Tally play() {
        try (LiveAccount account = new LiveAccount(new Random(random.nextLong()))) {
            EcsAsyncClient client = account.ecs
                    .clientBuilder()
                    .overrideConfiguration(options -> options.apiCallAttemptTimeout(ATTEMPT_TIMEOUT))
                    .build();
            try {
                play(account, client);
            } finally {
                client.close();
            }
            tally.count("calls", account.ecs.calls().count());
            tally.count("calls that clients aborted", account.ecs.calls().aborted());
            awaited(() -> account.ecs.calls().openConnections() == 0, "connections of the client stayed open");
        }
        DUE.stream()
                .filter(what -> tally.counted(what) == 0)
                .forEach(what -> tally.violation("there are none: " + what));
        return tally;
    }

    private void play(LiveAccount account, EcsAsyncClient client) {
        ServiceDeployments deployments = ServiceDeployments.builder(client)
                .quota(LiveAccount.quota())
                .readAhead(1)
                .build();
        Stage stage = new Stage(deployments, account, tally);
        RandomFaults faults = new RandomFaults(account.ecs, new Random(random.nextLong()), tally);
        DeploymentWatcher watcher = Watches.watcher(stage);
        DeploymentFeed feed = watcher.feed(Watches.watched(stage));
        try (SsePages pages = new SsePages(feed, random)) {
            List<Act> acts = List.of(
                    new Readers(random), new Watches(watcher, feed, random), new Outcomes(watcher, random), pages);
            faults.begin();
            Flux.fromIterable(acts)
                    .flatMap(act -> ending(act, stage))
                    .then()
                    .and(script(stage, faults))
                    .block();
            awaited(() -> pages.connected() == 0, "pages are still connected");
        } finally {
            feed.dispose();
        }
        int calls = account.ecs.calls().count();
        Mono.delay(SILENCE).block();
        if (account.ecs.calls().count() > calls) {
            tally.violation("calls were made for nobody");
        }
    }

    private void awaited(BooleanSupplier condition, String otherwise) {
        Mono.delay(Duration.ofMillis(50))
                .repeat(() -> !condition.getAsBoolean())
                .then()
                .timeout(CLOSING)
                .onErrorResume(late -> Mono.fromRunnable(() -> tally.violation(otherwise)))
                .block();
    }

    private Mono<Void> ending(Act act, Stage stage) {
        return act.play(stage)
                .timeout(duration.plus(AFTERMATH).plus(LONGEST_END))
                .onErrorResume(error ->
                        Mono.fromRunnable(() -> tally.violation(act.getClass().getSimpleName() + " failed: " + error)));
    }

    /** Life with faults; then calm, and none; then the end. */
    private Mono<Void> script(Stage stage, RandomFaults faults) {
        return Mono.delay(duration)
                .doOnNext(over -> {
                    faults.end();
                    stage.calmDown();
                })
                .then(Mono.delay(AFTERMATH))
                .doOnNext(over -> stage.finish())
                .then();
    }
}
