package dev.deployflux.quota;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * One call's permit: waited for, granted, in use, and over. Each step is one atomic change of its state, so that a
 * grant, a start, an end and a cancel may race, and each effect comes once.
 */
final class Permit {

    private enum State {
        /** The subscribing thread is still here, and will start the call if the permit is granted meanwhile. */
        ARRIVING,
        WAITING,
        GRANTED,
        /** The call has been subscribed to, or is just about to be. */
        STARTED,
        OVER
    }

    private final Bucket bucket;
    private final AtomicReference<State> state = new AtomicReference<>(State.ARRIVING);

    /** Written before the bucket hears of the permit. */
    private @Nullable MonoSink<?> sink;

    /** How often the bucket's rate had dropped before the grant: if it dropped since, a throttle of this call is no news. */
    private int dropsBefore;

    private Permit(Bucket bucket) {
        this.bucket = bucket;
    }

    /** One subscriber's call, once it has its permit. */
    static <T> Mono<T> pace(Bucket bucket, Mono<T> call) {
        return Mono.defer(() -> {
            Permit permit = new Permit(bucket);
            // The call's own end, not the subscriber's: who has not asked for the answer yet keeps no permit.
            Mono<T> charged = call.doOnSuccess(answer -> permit.end(CallEnd.SUCCESS))
                    .doOnError(error -> permit.end(CallEnd.of(error)));
            return Mono.<T>create(permit::await)
                    .then(Mono.defer(() -> permit.take() ? charged : Mono.empty()))
                    .doOnCancel(() -> permit.end(CallEnd.CANCELLED));
        });
    }

    private void await(MonoSink<?> whenGranted) {
        sink = whenGranted;
        bucket.arrived(this);
        if (!state.compareAndSet(State.ARRIVING, State.WAITING)) {
            start();
        }
    }

    /** Called by the bucket: grants the permit if it is still wanted. Then it will be taken, or come back. */
    boolean grant(int drops, Scheduler scheduler) {
        dropsBefore = drops;
        if (state.compareAndSet(State.ARRIVING, State.GRANTED)) {
            return true;
        }
        if (!state.compareAndSet(State.WAITING, State.GRANTED)) {
            return false;
        }
        scheduler.schedule(this::start);
        return true;
    }

    /** A fatal error ends the call too: Reactor throws it on, without telling the subscriber. */
    private void start() {
        try {
            Objects.requireNonNull(sink).success();
        } catch (Throwable e) {
            end(CallEnd.of(e));
            throw e;
        }
    }

    private boolean take() {
        return state.compareAndSet(State.GRANTED, State.STARTED);
    }

    private void end(CallEnd how) {
        switch (state.getAndSet(State.OVER)) {
            case ARRIVING, WAITING -> bucket.left(this);
            case GRANTED -> bucket.gaveBack();
            case STARTED -> bucket.ended(how, dropsBefore);
            case OVER -> {}
        }
    }

    /** Called by the bucket when no thread can be had to start the call on, or to wait on. */
    void refuse(Throwable reason) {
        end(CallEnd.CANCELLED);
        Objects.requireNonNull(sink).error(reason);
    }

    boolean isOver() {
        return state.get() == State.OVER;
    }
}
