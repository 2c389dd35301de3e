package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.concurrent.DueQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * The loop that all waits of a watcher share: it takes one {@link Question} after another, as they are due, and tells the
 * answer to all who wait for it. Idle while nobody waits.
 *
 * <p>A question is in one place: in the queue; in a call, where it stays until that ends even if nobody waits for it any
 * more, so that no second call asks it meanwhile; or on its way between the two. When nobody waits for any question of a
 * call, that is aborted. Questions change under the lock of this; calls begin and signals are emitted outside of it.
 */
final class OutcomeLoop {

    private static final int MOST_ARNS = 20;

    private final WatchOptions options;
    private final OutcomeCalls calls;
    private final UserCode userCode;
    private final StallDetector stallDetector;
    private final DueQueue<Question<?>> questions;
    private final Deadlines deadlines;
    private final Map<String, AwaitedDeployment> awaited = new HashMap<>();
    private final Disposable.Swap loop = Disposables.swap();
    private boolean running;

    OutcomeLoop(ServiceDeployments deployments, WatchOptions options) {
        this.options = options;
        this.userCode = new UserCode(options);
        this.stallDetector = new StallDetector(options, this::isOverdue);
        this.questions = new DueQueue<>(options.timers);
        this.deadlines = new Deadlines(options, userCode);
        this.calls = new OutcomeCalls(deployments, options, userCode, deadlines);
    }

    /** How many deployments are awaited or asked for. */
    synchronized int size() {
        return awaited.size();
    }

    /** Each subscriber's deadline is its own: nothing that is shared can put it off. */
    Mono<DeploymentOutcome> outcome(String arn, Duration timeout) {
        return Mono.defer(() -> {
            AtomicReference<AwaitedDeployment> joined = new AtomicReference<>(new AwaitedDeployment(arn));
            return answer(() -> {
                        AwaitedDeployment deployment = awaited.computeIfAbsent(arn, AwaitedDeployment::new);
                        joined.set(deployment);
                        return deployment;
                    })
                    .timeout(
                            deadlines.after(timeout),
                            Mono.defer(() -> late(Objects.requireNonNull(joined.get()), timeout)));
        });
    }

    private boolean isOverdue(long patience) {
        return questions.isOverdue(patience)
                || deadlines.isOverdue(patience)
                || userCode.isStarved(patience)
                || userCode.isStuck(patience);
    }

    private Mono<DeploymentOutcome> late(AwaitedDeployment deployment, Duration timeout) {
        LastKnownState known = deployment.state();
        DeploymentOutcome outcome = deployment.outcome();
        if (outcome != null) { // the time was up between the answer and its signal
            return Mono.just(outcome);
        }
        ServiceDeployment last = known.deployment();
        Mono<Optional<String>> newer = last == null
                ? Mono.just(Optional.empty())
                : answer(() -> deployment.successor(new NewerDeployments(last, null, options.now())))
                        .timeout(deadlines.after(options.callTimeout), Mono.just(Optional.empty()));
        return newer.flatMap(first ->
                Mono.error(new OutcomeTimeoutException(deployment.arn(), timeout, known, first.orElse(null), options)));
    }

    /** The answer to that question. Whoever is the last to cancel takes it back. */
    private <T> Mono<T> answer(Supplier<? extends Question<T>> shared) {
        return Mono.create(sink -> {
            Question<T> question;
            boolean isNew;
            boolean begins;
            synchronized (this) {
                question = shared.get();
                isNew = !question.isAwaited() && question.call() == null;
                question.join(sink);
                begins = !running;
                running = true;
            }
            sink.onDispose(() -> leave(question, sink)); // at once, if it has been cancelled already
            if (begins) {
                loop.update(run().subscribe(nothing -> {}, this::fail));
            }
            if (isNew) {
                put(List.of(question), options.now());
            }
        });
    }

    private <T> void leave(Question<T> question, MonoSink<T> wait) {
        Question.Call call;
        synchronized (this) {
            if (!question.leave(wait)) {
                return;
            }
            call = question.call();
            if (call == null) {
                forget(question);
            } else if (call.isNeeded()) {
                return;
            } else {
                call.asked().forEach(this::forget);
            }
        }
        questions.remove(question);
        if (call != null) {
            call.abandoned().tryEmitEmpty();
        }
    }

    private void forget(Question<?> question) {
        if (question instanceof AwaitedDeployment deployment) {
            awaited.remove(deployment.arn(), deployment);
        }
    }

    private Mono<Void> run() {
        return Mono.when(
                Mono.defer(questions::next).repeat().flatMap(this::call, options.concurrency, 1),
                deadlines.loop(),
                stallDetector.stallWhile(this::isWaitedFor));
    }

    /** Each wait has a deadline: without any, the loop stops. */
    private synchronized boolean isWaitedFor() {
        if (deadlines.isEmpty()) {
            running = false;
            loop.update(Disposables.disposed());
        }
        return running;
    }

    /** Waits without timers would be waits for ever; each has one, and leaves when that fails. */
    private void fail(Throwable error) {
        synchronized (this) {
            running = false;
            awaited.clear();
        }
        deadlines.failAll(error);
    }

    /** Answers are told when the call has left its place in the loop: a subscriber may make a long work of one. */
    private Mono<Void> call(Question<?> first) {
        List<Runnable> signals = new ArrayList<>();
        Question.Call call = begin(first);
        NewerDeployments newer = call.asked().isEmpty() ? null : first.newer();
        return (newer == null ? describe(call) : list(call, first, newer))
                .takeUntilOther(call.abandoned().asMono())
                .doOnNext(signals::addAll)
                .then()
                .doAfterTerminate(() -> signals.forEach(UserCode::tell));
    }

    /** There is room in a call for those that are due next. */
    private synchronized Question.Call begin(Question<?> first) {
        List<Question<?>> asked = new ArrayList<>();
        if (first.isAwaited()) { // else all have left while it was on its way here
            asked.add(first);
            if (first.isShareable()) {
                asked.addAll(questions.take(MOST_ARNS - 1, each -> each.isAwaited() && each.isShareable()));
            }
        }
        Question.Call call = new Question.Call(asked, Sinks.empty());
        asked.forEach(each -> each.call(call));
        return call;
    }

    private <T> Mono<List<Runnable>> list(Question.Call call, Question<T> asked, NewerDeployments newer) {
        return calls.firstOf(newer).map(answer -> {
            returned(call);
            Consumer<MonoSink<T>> listed = asked.listed(answer.get());
            return List.of(() -> tell(asked, listed));
        });
    }

    private Mono<List<Runnable>> describe(Question.Call call) {
        List<String> arns = call.asked().stream()
                .map(each -> ((AwaitedDeployment) each).arn())
                .toList();
        if (arns.isEmpty()) {
            return Mono.empty();
        }
        long began = options.now();
        return calls.describe(arns).map(answer -> {
            DescribeServiceDeploymentsResponse described = answer.get();
            return described != null
                    ? answered(call, began, described)
                    : failed(call, Objects.requireNonNull(answer.getThrowable()));
        });
    }

    private List<Runnable> answered(Question.Call call, long began, DescribeServiceDeploymentsResponse answer) {
        List<Runnable> signals = new ArrayList<>();
        List<AwaitedDeployment> again = new ArrayList<>();
        synchronized (this) {
            for (AwaitedDeployment each : returned(call)) {
                Consumer<MonoSink<DeploymentOutcome>> end = each.described(answer, began, options);
                if (end == null) {
                    again.add(each);
                } else {
                    signals.add(() -> tell(each, end));
                }
            }
        }
        put(again, began + options.jittered(options.interval).toNanos()); // one pause, so that they stay together
        return signals;
    }

    private List<Runnable> failed(Question.Call call, Throwable error) {
        boolean refused = PermanentError.is(error);
        List<Runnable> signals = new ArrayList<>();
        List<AwaitedDeployment> again = new ArrayList<>();
        synchronized (this) {
            for (AwaitedDeployment each : returned(call)) {
                if (refused && call.asked().size() == 1) {
                    signals.add(() -> tell(each, wait -> wait.error(WhileAwaiting.in(error, each.arn()))));
                } else {
                    each.failed(error, refused);
                    again.add(each);
                }
            }
        }
        int failures =
                again.stream().mapToInt(each -> each.state().failures()).min().orElse(1);
        put(again, options.now() + (refused ? 0 : options.backoff(failures).toNanos()));
        return signals;
    }

    /** The call is over. Returns those it asked for that somebody still waits for. */
    private synchronized List<AwaitedDeployment> returned(Question.Call call) {
        List<AwaitedDeployment> still = new ArrayList<>();
        for (Question<?> each : call.asked()) {
            if (call.equals(each.call())) {
                each.call(null);
                if (!each.isAwaited()) {
                    forget(each);
                } else if (each instanceof AwaitedDeployment deployment) {
                    still.add(deployment);
                }
            }
        }
        return still;
    }

    /** Lists come at once, and first: who waits for one has its outcome already, or its time is up. */
    private void put(List<? extends Question<?>> asked, long at) {
        long first = options.now() - options.callTimeout.toNanos();
        for (Question<?> each : asked) {
            questions.put(each, each.newer() == null ? at : first);
            if (!isAwaited(each)) { // all have left meanwhile, and haven't found it there
                questions.remove(each);
            }
        }
    }

    private synchronized boolean isAwaited(Question<?> question) {
        return question.isAwaited();
    }

    private <T> void tell(Question<T> question, Consumer<MonoSink<T>> signal) {
        List<MonoSink<T>> waits;
        synchronized (this) {
            forget(question);
            waits = question.takeWaits();
        }
        waits.forEach(wait -> UserCode.tell(() -> signal.accept(wait)));
    }
}
