package dev.deployflux.watch;

import dev.deployflux.concurrent.DueQueue;
import dev.deployflux.watch.DescribeOperation.Descriptions;
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

/**
 * Describes deployments or services, as many a call as ECS allows, for all watches and waits of one watcher.
 *
 * <p>Whichever is due takes along those that are due next, due or not. So n deployments that are wanted once an interval cost
 * at most n/20 calls an interval, rounded up, however their times lie: whoever is due hasn't been looked at for an interval, nor
 * has anybody who was due before, so at most (n - 1)/20 other calls fit between two looks at one.
 *
 * <p>Looks change under the lock of this; the queue follows them. Calls begin and answers are told outside of it. A call that
 * nobody wants any more is aborted. Idle while nobody looks.
 *
 * @param <S> as {@link Answer} says
 * @param <D> likewise
 */
final class Describer<S, D> {

    private final DescribeOperation<S, D> operation;
    private final WatchOptions options;
    private final UserCode userCode;
    private final StallDetector stallDetector;
    private final Deadlines deadlines;
    private final Permission permission;
    private final DueQueue<DescribedSubject<S, D>> queue;

    private final CallQueue others;
    private final Map<S, DescribedSubject<S, D>> bySubject = new HashMap<>();
    private final Disposable.Swap loop = Disposables.swap();
    private boolean running;

    Describer(DescribeOperation<S, D> operation, WatchOptions options) {
        this.operation = operation;
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

    /** They run while the loop does. */
    Deadlines deadlines() {
        return deadlines;
    }

    /**
     * Begins to look at one; nothing is asked before it is {@linkplain #want wanted}. One that is {@code patient} is content with the
     * last refusal; {@code failed} is told if the scheduler runs nothing any more.
     */
    synchronized Look<S, D> look(
            S subject, boolean patient, Function<Answer<S, D>, Runnable> answered, Consumer<Throwable> failed) {
        Look<S, D> look =
                new Look<>(bySubject.computeIfAbsent(subject, DescribedSubject::new), patient, answered, failed);
        look.subject.looks.add(look);
        return look;
    }

    /** Wants an answer by then, or whenever another call has room, or that of the call that is under way. */
    void want(Look<S, D> look, long at) {
        synchronized (this) {
            if (!look.subject.looks.contains(look)) {
                return; // it has ended meanwhile
            }
            look.at = at;
        }
        begin();
        place(look.subject);
    }

    /** Makes another call, for somebody with a deadline, when there is room for it besides those that describe. */
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
    void end(Look<S, D> look) {
        DescribedSubject<S, D> subject = look.subject;
        DescribeCall<S, D> call;
        synchronized (this) {
            subject.looks.remove(look);
            look.at = null;
            call = subject.call;
            forget(subject);
            if (call != null && call.isWanted()) {
                return;
            }
        }
        place(subject);
        if (call != null) {
            call.abandoned.tryEmitEmpty();
        }
    }

    /** The queue follows the looks. Others may change them meanwhile: then it follows those. */
    private void place(DescribedSubject<S, D> subject) {
        Long at;
        do {
            at = due(subject);
            if (at == null) {
                queue.remove(subject);
            } else {
                queue.put(subject, at);
            }
        } while (!Objects.equals(at, due(subject)));
    }

    private synchronized @Nullable Long due(DescribedSubject<S, D> subject) {
        return subject.due();
    }

    private Mono<Void> run() {
        return Mono.when(
                Mono.defer(queue::next).repeat().flatMap(this::call, options.concurrency, 1),
                others.loop(),
                deadlines.loop(),
                stallDetector.stallWhile(this::isNeeded));
    }

    private synchronized boolean isNeeded() {
        if (bySubject.isEmpty() && deadlines.isEmpty()) {
            running = false;
            loop.update(Disposables.disposed());
        }
        return running;
    }

    private void fail(Throwable error) {
        List<Look<S, D>> all;
        synchronized (this) {
            running = false;
            all = bySubject.values().stream()
                    .flatMap(subject -> subject.looks.stream())
                    .toList();
            bySubject.clear();
        }
        queue.take(Integer.MAX_VALUE, any -> true);
        others.clear();
        deadlines.failAll(error);
        all.forEach(look -> UserCode.tell(() -> look.failed.accept(error)));
    }

    private Mono<Void> call(DescribedSubject<S, D> first) {
        List<Runnable> signals = new ArrayList<>();
        DescribeCall<S, D> call = begin(first);
        Permission.Denial denial = call.patient ? permission.denial() : null;
        if (call.asked.isEmpty() || denial != null) {
            if (denial != null) {
                List<Supplier<Runnable>> told =
                        end(call, call.denied(denial, () -> options.spread(operation.interval())));
                told.stream().map(Supplier::get).toList().forEach(UserCode::tell);
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
    private synchronized DescribeCall<S, D> begin(DescribedSubject<S, D> first) {
        List<DescribedSubject<S, D>> asked = new ArrayList<>();
        if (first.due() != null) { // else all have left while it was on its way here
            asked.add(first);
            if (!first.alone) {
                asked.addAll(queue.take(
                        operation.most() - 1,
                        each -> each.goesWith(first) && operation.fit(first.subject, each.subject)));
            }
        }
        DescribeCall<S, D> call = new DescribeCall<>(asked, options.now());
        asked.forEach(each -> each.call = call);
        return call;
    }

    private Mono<Signal<Descriptions<S, D>>> describe(DescribeCall<S, D> call) {
        List<S> subjects = call.asked.stream().map(each -> each.subject).toList();
        return userCode.onOwnThread(Mono.defer(() -> operation.call(subjects))
                        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the client answered with null")))
                        .materialize())
                .onErrorResume(e -> !(e instanceof RejectedExecutionException), e -> Mono.just(Signal.error(e)))
                .timeout(
                        deadlines.after(options.callTimeout),
                        Mono.fromSupplier(() -> Signal.error(new TimeoutException(
                                "ECS didn't answer within " + MessageText.of(options.callTimeout)))));
    }

    private List<Supplier<Runnable>> answered(DescribeCall<S, D> call, Signal<Descriptions<S, D>> answer) {
        if (answer.getThrowable() != null) {
            return failed(call, answer.getThrowable());
        }
        permission.granted();
        long again = call.began + operation.untilNext().toNanos();
        return end(call, call.described(Objects.requireNonNull(answer.get()), again));
    }

    private List<Supplier<Runnable>> failed(DescribeCall<S, D> call, Throwable error) {
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
            Duration pause = options.lengthened(options.maxBackoff)
                    .plus(operation.interval().multipliedBy(2));
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
            DescribeCall<S, D> call, Function<DescribedSubject<S, D>, Answer<S, D>> answers) {
        List<Supplier<Runnable>> signals = new ArrayList<>();
        for (DescribedSubject<S, D> each : call.asked) {
            Answer<S, D> answer = answers.apply(each);
            for (Look<S, D> look : each.take()) {
                signals.add(() -> look.answered.apply(answer));
            }
            leave(each);
        }
        return signals;
    }

    /** The call is over, and some may still want what it didn't tell. */
    private void left(DescribeCall<S, D> call) {
        List<DescribedSubject<S, D>> unanswered;
        synchronized (this) {
            unanswered = call.asked.stream().filter(each -> each.call == call).toList();
            unanswered.forEach(this::leave);
        }
        unanswered.forEach(this::place);
    }

    private void leave(DescribedSubject<S, D> subject) {
        subject.call = null;
        forget(subject);
    }

    private void forget(DescribedSubject<S, D> subject) {
        if (subject.looks.isEmpty() && subject.call == null) {
            bySubject.remove(subject.subject, subject);
        }
    }
}
