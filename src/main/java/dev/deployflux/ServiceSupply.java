package dev.deployflux;

import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * The services of a fan-out, on their way from their publisher to the fetching loop. Only that loop calls the methods that
 * aren't a subscriber's.
 */
final class ServiceSupply extends BaseSubscriber<ServiceRef> {

    private final Publisher<ServiceRef> services;
    private final Context context;
    private final Runnable wake;
    private boolean begun;

    /** How many services were requested and not yet taken. */
    private long expected;

    // Written by the publisher, read by the fetching loop.

    private final Queue<ServiceRef> inbox = Queues.<ServiceRef>unbounded().get();

    /** Why none will come; {@code null} if the publisher completed, or has not {@linkplain #ended} yet. */
    @Nullable
    Throwable failure;

    /** Whether none will come besides those that can be {@linkplain #take taken}. Written after all else. */
    volatile boolean ended;

    ServiceSupply(Publisher<ServiceRef> services, Context context, Runnable wake) {
        this.services = services;
        this.context = context;
        this.wake = wake;
    }

    /** What a publisher throws instead of signalling is its error, behind the services that it has named. */
    private void ask(Runnable forServices) {
        try {
            forServices.run();
        } catch (Throwable e) {
            onError(e);
        }
    }

    /** A service that has come; {@code null} if there is none now. */
    @Nullable
    ServiceRef take() {
        ServiceRef service = inbox.poll();
        if (service != null) {
            expected--;
        }
        return service;
    }

    /** Requests services, so that {@code most} are on their way or wait; in batches, when half of them are gone. */
    void keepAhead(long most, int waiting) {
        if (!begun) {
            begun = true;
            ask(() -> services.subscribe(this));
        }
        long ahead = waiting + expected;
        if (upstream() != null && ahead < most && ahead <= most / 2) {
            expected += most - ahead;
            ask(() -> request(most - ahead));
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        wake.run();
    }

    @Override
    protected void hookOnNext(ServiceRef service) {
        inbox.offer(service);
        wake.run();
    }

    @Override
    protected void hookOnError(Throwable error) {
        failure = error;
        ended = true;
        wake.run();
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        wake.run();
    }
}
