package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.concurrent.DueQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;

/**
 * Describes deployments, 20 a call, for all who look at them: the watches and the waits of one watcher.
 *
 * <p>Whichever deployment is due takes along the 19 that are due next, due or not. So n deployments that are wanted once an
 * interval cost at most n/20 calls an interval, rounded up, however their times lie: whoever is due hasn't been looked at for
 * an interval, nor has anybody who was due before, so at most (n - 1)/20 other calls fit between two looks at one.
 *
 * <p>Looks change under the lock of this; the queue follows them. Calls begin and answers are told outside of it. A call that
 * nobody wants any more is aborted. Idle while nobody looks.
 */
final class Describer {

    private static final int MOST_ARNS = 20;

    private final ServiceDeployments deployments;
    private final WatchOptions options;
    private final UserCode userCode;
    private final StallDetector stallDetector;
    private final Deadlines deadlines;
    private final Permission permission;
    private final DueQueue<DescribedDeployment> queue;

    private final CallQueue others;
    private final Map<String, DescribedDeployment> byArn = new HashMap<>();
    private final Disposable.Swap loop = Disposables.swap();
    private boolean running;

    Describer(ServiceDeployments deployments, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
        this.userCode = new UserCode(options);
        this.deadlines = new Deadlines(options, userCode);
        this.permission = new Permission(options);
        this.queue = new DueQueue<>(options.timers);
        this.others = new CallQueue(options, userCode);
        this.stallDetector = new StallDetector(options, this::isOverdue);
    }

    private boolean isOverdue(long patience) {
        return queue.isOverdue(patience)
                || others.isOverdue(patience)
                || deadlines.isOverdue(patience)
                || userCode.isStarved(patience)
                || userCode.isStuck(patience);
    }

    /** Those of calls, and of whoever waits for answers: they run while the loop does. */
    Deadlines deadlines() {
        return deadlines;
    }

    /**
     * Begins to look at a deployment; nothing is asked before it is {@linkplain #want wanted}.
     *
     * @param patient whether the last refusal will do while such calls aren't permitted
     * @param failed is told if the scheduler runs nothing any more: then there are no answers
     */
    synchronized Look look(
            String arn, boolean patient, Function<Answer, Runnable> answered, Consumer<Throwable> failed) {
        Look look = new Look(byArn.computeIfAbsent(arn, DescribedDeployment::new), patient, answered, failed);
        look.deployment.looks.add(look);
        return look;
    }

    /** Wants an answer by then, or whenever another call has room, or that of the call that is under way. */
    void want(Look look, long at) {
        synchronized (this) {
            if (!look.deployment.looks.contains(look)) {
                return; // it has ended meanwhile
            }
            look.at = at;
        }
        begin();
        place(look.deployment);
    }

    /** Makes another call, for somebody who has a deadline, when there is room for it besides those that describe. */
    <T> Mono<T> inTurn(Mono<T> call) {
        return Mono.defer(() -> {
            begin();
            return others.inTurn(call);
        });
    }

    private void begin() {
        synchronized (this) {
            if (running) {
                return;
            }
            running = true;
        }
        Disposable begun = run().subscribe(nothing -> {}, this::fail);
        if (!begun.isDisposed()) { // else it has failed at once, and another may have begun since
            loop.update(begun);
        }
    }

    /** Nobody is told of it by this look any more. */
    void end(Look look) {
        DescribedDeployment deployment = look.deployment;
        DescribeCall call;
        synchronized (this) {
            deployment.looks.remove(look);
            look.at = null;
            call = deployment.call;
            forget(deployment);
            if (call != null && call.isWanted()) {
                return;
            }
        }
        place(deployment);
        if (call != null) {
            call.abandoned.tryEmitEmpty();
        }
    }

    /** The queue follows the looks. Others may change them meanwhile: then it follows those. */
    private void place(DescribedDeployment deployment) {
        Long at;
        do {
            at = due(deployment);
            if (at == null) {
                queue.remove(deployment);
            } else {
                queue.put(deployment, at);
            }
        } while (!Objects.equals(at, due(deployment)));
    }

    private synchronized @Nullable Long due(DescribedDeployment deployment) {
        return deployment.due();
    }

    private Mono<Void> run() {
        return Mono.when(
                Mono.defer(queue::next).repeat().flatMap(this::call, options.concurrency, 1),
                others.loop(),
                deadlines.loop(),
                stallDetector.stallWhile(this::isNeeded));
    }

    private synchronized boolean isNeeded() {
        if (byArn.isEmpty() && deadlines.isEmpty()) {
            running = false;
            loop.update(Disposables.disposed());
        }
        return running;
    }

    private void fail(Throwable error) {
        List<Look> all;
        synchronized (this) {
            running = false;
            all = byArn.values().stream()
                    .flatMap(deployment -> deployment.looks.stream())
                    .toList();
            byArn.clear();
        }
        queue.take(Integer.MAX_VALUE, any -> true);
        others.clear();
        deadlines.failAll(error);
        all.forEach(look -> UserCode.tell(() -> look.failed.accept(error)));
    }

    private Mono<Void> call(DescribedDeployment first) {
        List<Runnable> signals = new ArrayList<>();
        DescribeCall call = begin(first);
        Permission.Denial denial = call.patient ? permission.denial() : null;
        if (call.asked.isEmpty() || denial != null) {
            if (denial != null) {
                end(call, call.denied(denial, options)).stream()
                        .map(Supplier::get)
                        .toList()
                        .forEach(UserCode::tell);
            }
            return Mono.<Void>empty().hide(); // a plain one takes a place until flatMap has counted several
        }
        // Answers are told when the call has left its place in the loop: somebody may make a long work of one.
        return describe(call)
                .takeUntilOther(call.abandoned.asMono())
                .doOnNext(answer -> answered(call, answer).forEach(told -> signals.add(told.get())))
                .then()
                .doFinally(end -> left(call))
                .doAfterTerminate(() -> signals.forEach(UserCode::tell));
    }

    /** There is room in a call for those that are due next. */
    private synchronized DescribeCall begin(DescribedDeployment first) {
        List<DescribedDeployment> asked = new ArrayList<>();
        if (first.due() != null) { // else all have left while it was on its way here
            asked.add(first);
            if (!first.alone) {
                asked.addAll(queue.take(MOST_ARNS - 1, each -> !each.alone && each.due() != null));
            }
        }
        DescribeCall call = new DescribeCall(asked, options.now());
        asked.forEach(each -> each.call = call);
        return call;
    }

    private Mono<Signal<DescribeServiceDeploymentsResponse>> describe(DescribeCall call) {
        List<String> arns = call.asked.stream().map(each -> each.arn).toList();
        return userCode.onOwnThread(Mono.defer(() -> deployments.describe(arns))
                        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the client answered with null")))
                        .materialize())
                .onErrorResume(e -> !(e instanceof RejectedExecutionException), e -> Mono.just(Signal.error(e)))
                .timeout(
                        deadlines.after(options.callTimeout),
                        Mono.fromSupplier(() -> Signal.error(new TimeoutException(
                                "ECS didn't answer within " + MessageText.of(options.callTimeout)))));
    }

    private List<Supplier<Runnable>> answered(DescribeCall call, Signal<DescribeServiceDeploymentsResponse> answer) {
        Throwable error = answer.getThrowable();
        if (error != null) {
            return failed(call, error);
        }
        permission.granted();
        long again = call.began + options.lengthened(options.interval).toNanos();
        return end(call, call.described(Objects.requireNonNull(answer.get()), again));
    }

    private List<Supplier<Runnable>> failed(DescribeCall call, Throwable error) {
        // What ECS lists may be no ARN.
        if (!PermanentError.is(error) && !(error instanceof IllegalArgumentException)) {
            Duration pause = options.backoff(call.failuresInARow());
            return end(call, call.failed(error, false, options.now() + pause.toNanos()));
        }
        if (call.asked.size() == 1) {
            if (call.patient) { // somebody may await what is another account's
                permission.refused(error);
            }
            // Behind all that is asked for again when a denial is over: they would speak for the others once more.
            Duration pause = options.lengthened(options.maxBackoff).plus(options.interval.multipliedBy(2));
            return end(call, call.failed(error, true, options.now() + pause.toNanos()));
        }
        synchronized (this) { // perhaps another than the first is at fault
            call.asked.forEach(each -> each.alone = true);
        }
        left(call);
        return List.of();
    }

    /** The call is over. Returns what there is to tell, without the lock. */
    private synchronized List<Supplier<Runnable>> end(
            DescribeCall call, Function<DescribedDeployment, Answer> answers) {
        List<Supplier<Runnable>> signals = new ArrayList<>();
        for (DescribedDeployment each : call.asked) {
            Answer answer = answers.apply(each);
            for (Look look : each.take()) {
                signals.add(() -> look.answered.apply(answer));
            }
            leave(each);
        }
        return signals;
    }

    /** The call is over, and some may still want what it didn't tell. */
    private void left(DescribeCall call) {
        List<DescribedDeployment> unanswered;
        synchronized (this) {
            unanswered = call.asked.stream().filter(each -> each.call == call).toList();
            unanswered.forEach(this::leave);
        }
        unanswered.forEach(this::place);
    }

    private void leave(DescribedDeployment deployment) {
        deployment.call = null;
        forget(deployment);
    }

    private void forget(DescribedDeployment deployment) {
        if (deployment.looks.isEmpty() && deployment.call == null) {
            byArn.remove(deployment.arn, deployment);
        }
    }
}
