package dev.deployflux.watch;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** One subscriber's wait for an outcome, and what it gets when that takes too long. */
final class OutcomeWait {

    private final OutcomeWaits waits;
    private final String arn;
    private final Duration timeout;
    private final Deadlines deadlines;

    /** Set and read by different threads; {@code null} if the time is up before the wait has begun. */
    private volatile @Nullable AwaitedDeployment deployment;

    private OutcomeWait(OutcomeWaits waits, String arn, Duration timeout, Deadlines deadlines) {
        this.waits = waits;
        this.arn = arn;
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    static Mono<DeploymentOutcome> of(OutcomeWaits waits, String arn, Duration timeout, Deadlines deadlines) {
        return Mono.defer(() -> {
            OutcomeWait wait = new OutcomeWait(waits, arn, timeout, deadlines);
            return Mono.<DeploymentOutcome>create(wait::begin)
                    .timeout(deadlines.after(timeout), Mono.defer(wait::late));
        });
    }

    private void begin(MonoSink<DeploymentOutcome> sink) {
        AwaitedDeployment joined = waits.join(arn, sink);
        deployment = joined;
        sink.onDispose(() -> waits.leave(joined, sink));
        waits.arm();
    }

    private Mono<DeploymentOutcome> late() {
        AwaitedDeployment awaited = deployment;
        DeploymentOutcome stopped = awaited == null ? null : awaited.stopped();
        if (stopped != null) {
            return Mono.just(stopped);
        }
        Sight sight = awaited == null ? Sight.NONE : awaited.sight();
        DeploymentOutcome known = sight.deployment() == null ? null : Ending.of(sight.deployment());
        if (known != null) { // the time was up between the answer and its signal
            return Mono.just(known);
        }
        return newerThan(awaited, sight.deployment())
                .flatMap(newer -> Mono.error(
                        new OutcomeTimeoutException(arn, timeout, sight, newer.orElse(null), waits.options())));
    }

    /** Held by a deadline of its own: what others do with the lookup that is shared can't make this one wait longer. */
    private Mono<Optional<String>> newerThan(@Nullable AwaitedDeployment awaited, @Nullable ServiceDeployment state) {
        return awaited == null || state == null
                ? Mono.just(Optional.empty())
                : awaited.newer()
                        .orElse(waits.newerThan(state))
                        .onErrorReturn(Optional.empty())
                        .timeout(deadlines.after(waits.options().callTimeout), Mono.just(Optional.empty()));
    }
}
