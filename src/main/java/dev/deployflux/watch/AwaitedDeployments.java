package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * All that is awaited by a watcher: each deployment is looked at until what is awaited of it is there. Waits change under the
 * lock of this; looks begin and signals are emitted outside of it.
 */
final class AwaitedDeployments {

    private final ServiceDeployments deployments;
    private final Describer<String, ServiceDeployment> describer;
    private final WatchOptions options;
    private final Map<AwaitedDeployment.Key<?>, AwaitedDeployment<?>> awaited = new HashMap<>();

    AwaitedDeployments(
            ServiceDeployments deployments, Describer<String, ServiceDeployment> describer, WatchOptions options) {
        this.deployments = deployments;
        this.describer = describer;
        this.options = options;
    }

    /** How many deployments are awaited. */
    synchronized int size() {
        return awaited.size();
    }

    /** How it ends; if it was stopped, with the one that superseded it. */
    Mono<DeploymentOutcome> outcome(String arn, Duration timeout) {
        return await(new AwaitedDeployment.Key<>(arn, Goal.OUTCOME), timeout, AwaitedDeployments::superseded);
    }

    private static Mono<DeploymentOutcome> superseded(
            DeploymentOutcome outcome, AwaitedDeployment<DeploymentOutcome> deployment) {
        return outcome instanceof DeploymentOutcome.Stopped stopped
                ? deployment
                        .supersededBy()
                        .map(newer -> new DeploymentOutcome.Stopped(
                                stopped.deployment(), stopped.reason(), newer.orElse(null)))
                : Mono.just(outcome);
    }

    <T> Mono<T> await(String arn, Goal<T> goal, Duration timeout) {
        return await(new AwaitedDeployment.Key<>(arn, goal), timeout, (found, deployment) -> Mono.just(found));
    }

    /** Each subscriber's deadline is its own: nothing that is shared can put it off. */
    private <T> Mono<T> await(
            AwaitedDeployment.Key<T> key, Duration timeout, BiFunction<T, AwaitedDeployment<T>, Mono<T>> then) {
        return Mono.using(
                () -> enter(key),
                deployment -> Mono.<T>create(wait -> join(deployment, wait))
                        .flatMap(found -> then.apply(found, deployment))
                        .timeout(describer.deadlines().after(timeout), Mono.defer(() -> late(deployment, timeout))),
                this::exit);
    }

    @SuppressWarnings("unchecked") // what is awaited under a key is of the key's type
    private synchronized <T> AwaitedDeployment<T> enter(AwaitedDeployment.Key<T> key) {
        AwaitedDeployment<?> entered =
                awaited.computeIfAbsent(key, any -> new AwaitedDeployment<>(key, options, this::first));
        entered.enter();
        return (AwaitedDeployment<T>) entered;
    }

    private synchronized void exit(AwaitedDeployment<?> deployment) {
        if (deployment.exit()) {
            awaited.remove(deployment.key(), deployment);
        }
    }

    private <T> Mono<T> late(AwaitedDeployment<T> deployment, Duration timeout) {
        LastKnownState known = deployment.state();
        T found = deployment.reached();
        if (found != null) { // the time was up between the answer and its signal
            return Mono.just(found);
        }
        Mono<Optional<String>> newer = known.deployment() == null
                ? Mono.just(Optional.empty())
                : deployment
                        .supersededBy()
                        .timeout(describer.deadlines().after(options.callTimeout), Mono.just(Optional.empty()));
        return newer.flatMap(first ->
                Mono.error(new OutcomeTimeoutException(deployment.key(), timeout, known, first.orElse(null), options)));
    }

    /** The ARN of the first of these, if the call is answered in the time that they have. */
    private Mono<Optional<String>> first(NewerDeployments newer) {
        Duration time = options.callTimeout.minusNanos(options.now() - newer.wantedSince());
        return describer
                .inTurn(newer.first(deployments))
                .map(Optional::of)
                .timeout(describer.deadlines().after(time), Mono.just(Optional.empty()))
                .onErrorReturn(Optional.empty())
                .defaultIfEmpty(Optional.empty());
    }

    private <T> void join(AwaitedDeployment<T> deployment, MonoSink<T> wait) {
        Consumer<MonoSink<T>> end;
        Look<String, ServiceDeployment> begun = null;
        synchronized (this) {
            end = deployment.end();
            if (end == null && deployment.join(wait)) {
                begun = describer.look(deployment.key().arn(), false, answer -> looked(deployment, answer), any -> {});
                deployment.lookedAtBy(begun);
            }
        }
        if (end != null) {
            end.accept(wait);
            return;
        }
        wait.onDispose(() -> leave(deployment, wait)); // at once, if it has been cancelled already
        if (begun != null) {
            describer.want(begun, options.now());
        }
    }

    private <T> void leave(AwaitedDeployment<T> deployment, MonoSink<T> wait) {
        Look<String, ServiceDeployment> ended;
        synchronized (this) {
            ended = deployment.leave(wait);
        }
        if (ended != null) {
            describer.end(ended);
        }
    }

    private <T> Runnable looked(AwaitedDeployment<T> deployment, Answer<String, ServiceDeployment> answer) {
        List<MonoSink<T>> waits;
        Look<String, ServiceDeployment> look;
        synchronized (this) {
            if (deployment.looked(answer)) {
                if (deployment.hasFailed()) {
                    awaited.remove(deployment.key(), deployment);
                }
                look = deployment.takeLook();
                waits = deployment.takeWaits();
            } else {
                look = deployment.look();
                waits = List.of();
            }
        }
        Consumer<MonoSink<T>> end = deployment.end();
        if (look != null && end == null) {
            describer.want(look, answer.again());
        } else if (look != null) {
            describer.end(look);
        }
        return () -> waits.forEach(
                wait -> UserCode.tell(() -> Objects.requireNonNull(end).accept(wait)));
    }
}
