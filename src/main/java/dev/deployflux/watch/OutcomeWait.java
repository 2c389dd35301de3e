package dev.deployflux.watch;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** One subscriber's wait for an outcome, and what it gets when that takes too long. */
final class OutcomeWait {

    private final OutcomeWaits waits;
    private final String arn;
    private final Duration timeout;
    private @Nullable AwaitedDeployment deployment;

    private OutcomeWait(OutcomeWaits waits, String arn, Duration timeout) {
        this.waits = waits;
        this.arn = arn;
        this.timeout = timeout;
    }

    static Mono<DeploymentOutcome> of(OutcomeWaits waits, String arn, Duration timeout, Scheduler scheduler) {
        return Mono.defer(() -> {
            OutcomeWait wait = new OutcomeWait(waits, arn, timeout);
            return Mono.<DeploymentOutcome>create(wait::begin).timeout(timeout, Mono.defer(wait::late), scheduler);
        });
    }

    private void begin(MonoSink<DeploymentOutcome> sink) {
        AwaitedDeployment joined = waits.join(arn, sink);
        deployment = joined;
        sink.onDispose(() -> waits.leave(joined, sink));
        waits.arm();
    }

    private Mono<DeploymentOutcome> late() {
        AwaitedDeployment awaited = Objects.requireNonNull(deployment);
        DeploymentOutcome stopped = awaited.stopped();
        if (stopped != null) {
            return Mono.just(stopped);
        }
        Sight sight = awaited.sight();
        return newerThan(awaited, sight.deployment())
                .flatMap(newer -> Mono.error(new OutcomeTimeoutException(arn, timeout, sight, newer.orElse(null))));
    }

    private Mono<Optional<String>> newerThan(AwaitedDeployment awaited, @Nullable ServiceDeployment state) {
        return state == null ? Mono.just(Optional.empty()) : awaited.shared(waits.newerThan(state));
    }
}
