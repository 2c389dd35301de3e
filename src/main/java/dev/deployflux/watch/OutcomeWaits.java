package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * The poller that all waits of a watcher share: the timers, calls and signals that follow from what the
 * {@link OutcomeBook} says. Idle while nobody waits.
 */
final class OutcomeWaits {

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final CallSlots slots;
    private final NewerDeployments newer;
    private final Deadlines deadlines;
    private final UserCode userCode;
    private final OutcomeBook book = new OutcomeBook();

    OutcomeWaits(ServiceDeployments deployments, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
        this.slots = new CallSlots(options.concurrency, options.scheduler());
        this.deadlines = new Deadlines(options.scheduler());
        this.userCode = new UserCode(options);
        this.newer = new NewerDeployments(deployments, options, slots);
    }

    Mono<DeploymentOutcome> outcome(String arn, Duration timeout) {
        return OutcomeWait.of(this, arn, timeout, deadlines).takeUntilOther(userCode.stall(deadlines::isOverdue));
    }

    /** How many deployments are awaited or asked for. */
    int size() {
        return book.size();
    }

    int freeSlots() {
        return slots.free();
    }

    /** Call {@link #arm()} afterwards. */
    AwaitedDeployment join(String arn, MonoSink<DeploymentOutcome> wait) {
        return book.join(arn, wait, options.now());
    }

    void leave(AwaitedDeployment deployment, MonoSink<DeploymentOutcome> wait) {
        Disposable abandoned = book.leave(deployment, wait);
        if (abandoned != null) {
            abandoned.dispose();
            arm();
        }
    }

    WatchOptions options() {
        return options;
    }

    Mono<Optional<String>> newerThan(ServiceDeployment deployment) {
        return newer.than(deployment, null);
    }

    /** Sets the timer that is needed now. Whoever comes by and finds that no timer will ring any more tells everybody. */
    void arm() {
        if (options.scheduler().isDisposed()) {
            failAll(new RejectedExecutionException("it has been disposed of"));
            return;
        }
        OutcomeBook.Change change = book.arrange();
        if (change.dropped() != null) {
            change.dropped().steps().dispose();
        }
        OutcomeLook look = change.added();
        if (look != null) {
            long delay = Math.max(0, look.at() - options.now());
            try {
                look.steps().add(options.scheduler().schedule(() -> ring(look), delay, TimeUnit.NANOSECONDS));
            } catch (Throwable e) {
                failAll(e);
            }
        }
    }

    private void ring(OutcomeLook look) {
        Mono<List<OutcomeBook.Conclusion>> call = slots.inTurn(Mono.defer(() -> describe(look)));
        try {
            // Outcomes are told when the call has left its slot: a subscriber may make a long work of one.
            look.steps().add(call.subscribe(conclusions -> conclusions.forEach(this::conclude), this::failAll));
        } catch (Throwable e) { // a fatal one, which Reactor throws on without telling the subscriber
            failAll(e);
        }
    }

    private Mono<List<OutcomeBook.Conclusion>> describe(OutcomeLook look) {
        book.begin(look, options.now());
        arm();
        if (look.asked().isEmpty()) {
            return Mono.empty();
        }
        return deployments
                .describe(look.arns())
                .timeout(options.callTimeout, options.scheduler())
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the client answered with null")))
                .map(answer -> answered(look, answer))
                .onErrorResume(error -> Mono.just(failed(look, error)));
    }

    private List<OutcomeBook.Conclusion> answered(OutcomeLook look, DescribeServiceDeploymentsResponse answer) {
        Map<String, ServiceDeployment> found = answer.serviceDeployments().stream()
                .filter(each -> each != null && each.serviceDeploymentArn() != null)
                .collect(Collectors.toMap(ServiceDeployment::serviceDeploymentArn, each -> each, (a, b) -> b));
        Map<String, String> reasons = answer.failures().stream()
                .filter(each -> each != null && each.arn() != null && each.reason() != null)
                .collect(Collectors.toMap(Failure::arn, Failure::reason, (a, b) -> b));
        // One pause for all of them: so they stay together.
        long again = look.beganAt() + options.jittered(options.interval).toNanos();
        List<OutcomeBook.Conclusion> conclusions =
                book.answered(look, found, reasons, options.now(), again, options.overlap);
        arm();
        return conclusions;
    }

    private List<OutcomeBook.Conclusion> failed(OutcomeLook look, Throwable error) {
        long now = options.now();
        List<OutcomeBook.Conclusion> conclusions = List.of();
        if (Refusal.is(error)) {
            conclusions = book.refused(look, error, now);
        } else {
            book.failed(look, error, now + options.backoff(look.failures() + 1).toNanos());
        }
        arm();
        return conclusions;
    }

    private void conclude(OutcomeBook.Conclusion conclusion) {
        AwaitedDeployment deployment = conclusion.deployment();
        DeploymentOutcome.Stopped stopped = deployment.stopped();
        if (conclusion.end() != null) {
            end(deployment, conclusion.end());
        } else if (stopped != null) {
            ServiceDeployment ended = stopped.deployment();
            deployment
                    .lookup()
                    .update(newer.than(ended, Ending.at(ended))
                            .map(by -> new DeploymentOutcome.Stopped(ended, stopped.reason(), by.orElse(null)))
                            .subscribe(outcome -> end(deployment, wait -> wait.success(outcome))));
        }
    }

    private void end(AwaitedDeployment deployment, Consumer<MonoSink<DeploymentOutcome>> signal) {
        for (MonoSink<DeploymentOutcome> wait : book.end(deployment)) {
            try {
                signal.accept(wait);
            } catch (Throwable e) { // of a subscriber that breaks the rules: the others shall have their outcome
                Operators.onErrorDropped(e, Context.empty());
            }
        }
    }

    /** Waits without timers would be waits for ever. */
    private void failAll(Throwable cause) {
        RejectedExecutionException error = new RejectedExecutionException(
                "the watcher's scheduler took no task: keep it while outcomes are awaited", cause);
        book.all().forEach(deployment -> end(deployment, wait -> wait.error(error)));
        OutcomeLook left = book.arrange().dropped();
        if (left != null) {
            left.steps().dispose();
        }
    }
}
