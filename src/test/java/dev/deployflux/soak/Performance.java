package dev.deployflux.soak;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.CallLog;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;

/** All acts at once on one account, from the first call to the last connection that closes. */
final class Performance {

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);

    /** Until what was last is told: a pass that fails, its pause, and one that doesn't. */
    private static final Duration AFTERMATH = LiveAccount.LONGEST_LIFE.plusSeconds(12);

    /** What takes longer to end than this doesn't end. */
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private static final Duration CLOSING = Duration.ofSeconds(30);

    /** Longer than the pause between any two calls of a watch, or between the SDK's attempts. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final int PAGE_RETRIES = 2;

    private final Duration duration;
    private final Random random;
    private final Tally tally = new Tally();
    private long heldBytes;

    Performance(Duration duration, long seed) {
        this.duration = duration;
        this.random = new Random(seed);
    }

    /**
     * How much heap the library's own objects held at the end, with the client: by how much it fell when they were let
     * go. What the account holds, which grows with time, is in both and so in neither.
     */
    long heldBytes() {
        return heldBytes;
    }

    Tally play() {
        try (LiveAccount account = new LiveAccount(new Random(random.nextLong()))) {
            EcsAsyncClient client = account.ecs
                    .clientBuilder()
                    .overrideConfiguration(options -> options.apiCallAttemptTimeout(ATTEMPT_TIMEOUT))
                    .build();
            long heap;
            try {
                heap = play(account, client);
            } finally {
                client.close();
            }
            tally.count("calls", account.ecs.calls().count());
            tally.count("calls that clients aborted", account.ecs.calls().aborted());
            awaited(() -> account.ecs.calls().openConnections() == 0, "connections of the client stayed open");
            heldBytes = heap - LiveHeap.bytes();
            new Cancels(account, tally, Cancels.SOON).play();
        }
        return tally;
    }

    /** Returns the heap while all is still held. */
    private long play(LiveAccount account, EcsAsyncClient client) {
        ServiceDeployments deployments = ServiceDeployments.builder(client)
                .quota(LiveAccount.quota())
                .readAhead(1)
                .pageRetry(Retry.max(PAGE_RETRIES)
                        .filter(error -> !(error instanceof AccessDeniedException))
                        .doBeforeRetry(any -> tally.count("pages tried again")))
                .build();
        Stage stage = new Stage(deployments, account, tally);
        RandomFaults faults = new RandomFaults(account.ecs, new Random(random.nextLong()), tally);
        DeploymentWatcher watcher = Watches.watcher(stage);
        DeploymentFeed feed = watcher.feed(Watches.watched(stage));
        long heap;
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
            heap = LiveHeap.bytes();
        } finally {
            feed.dispose();
            Reference.reachabilityFence(watcher);
        }
        if (!fallsSilent(account.ecs.calls())) {
            tally.violation("calls were made for nobody");
        }
        return heap;
    }

    /** What had been sent, or was to be tried again, may still come; then comes nothing any more. */
    private static boolean fallsSilent(CallLog calls) {
        return Flux.interval(Duration.ZERO, SILENCE)
                .map(any -> calls.count())
                .buffer(2, 1)
                .any(both -> both.get(0).equals(both.get(1)))
                .timeout(CLOSING, Mono.just(false))
                .blockOptional()
                .orElseThrow();
    }

    private void awaited(BooleanSupplier condition, String otherwise) {
        if (!Stage.comes(condition, CLOSING)) {
            tally.violation(otherwise);
        }
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
