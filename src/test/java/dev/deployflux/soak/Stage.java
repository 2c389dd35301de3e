package dev.deployflux.soak;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What acts play on: the library on the real SDK, the account, and how far the performance is. */
final class Stage {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    final ServiceDeployments deployments;
    final LiveAccount account;
    final Tally tally;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean calm;

    Stage(ServiceDeployments deployments, LiveAccount account, Tally tally) {
        this.deployments = deployments;
        this.account = account;
        this.tally = tally;
    }

    /** Nobody deploys any more, and no call meets a fault: what has been begun is finished, and nothing new begun. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** All that happened has had its time to be told: who listens may leave. */
    void finish() {
        end.tryEmitEmpty();
    }

    Mono<Void> end() {
        return end.asMono();
    }

    /** At once, but only at the end for those who are still there when it is calm. */
    Mono<Void> endIfCalm() {
        return calm ? end() : Mono.empty();
    }

    /** One after another, until it is calm. What fails is a violation: an act catches what it expects. */
    Mono<Void> again(String name, Supplier<Mono<Void>> once) {
        return Mono.defer(once)
                .onErrorResume(error -> {
                    tally.violation(name + " failed: " + error);
                    return Mono.empty();
                })
                .repeat(() -> !calm)
                .then();
    }

    /** Waits until it is so, or has not come to be so for so long; returns whether it is. */
    static boolean comes(BooleanSupplier condition, Duration within) {
        return Mono.delay(LOOK_AGAIN)
                .repeat(() -> !condition.getAsBoolean())
                .then(Mono.just(true))
                .timeout(within, Mono.just(false))
                .blockOptional()
                .orElseThrow();
    }

    /** Completes after a time up to the longest. */
    static Mono<Void> within(Random random, Duration longest) {
        return Mono.delay(Duration.ofMillis(1 + random.nextInt((int) longest.toMillis())))
                .then();
    }
}
