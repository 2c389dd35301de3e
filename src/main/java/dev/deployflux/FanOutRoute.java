package dev.deployflux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Many services, a chain of pages each, so many at once.
 *
 * <p>Services come from a publisher, which is subscribed to at the first demand, and is asked for no more of them than
 * rows are missing, since each may have one row or none. A service that has begun goes on before another begins, so
 * that no more chains are open than calls may be under way.
 */
final class FanOutRoute
        implements PageRoute<ListServiceDeploymentsResponse, ServiceDeploymentBrief>, CoreSubscriber<ServiceRef> {

    private static final AtomicReferenceFieldUpdater<FanOutRoute, Subscription> UPSTREAM =
            AtomicReferenceFieldUpdater.newUpdater(FanOutRoute.class, Subscription.class, "upstream");

    private final Publisher<ServiceRef> services;
    private final Function<ServiceRef, PageSource<ListServiceDeploymentsResponse>> pagesOf;
    private final FanOutOptions options;
    private final Context context;
    private final Runnable wake;

    // From the publisher of services to the fetching loop.

    private volatile @Nullable Subscription upstream;
    private final Queue<ServiceRef> inbox = Queues.<ServiceRef>unbounded().get();
    private @Nullable Throwable upstreamFailure;

    /** Written after all else. */
    private volatile boolean upstreamEnded;

    // Owned by the fetching loop.

    private final ClusterTurns turns;
    private final Map<PageChain<ListServiceDeploymentsResponse>, ServiceRef> open = new HashMap<>();

    /** Open chains whose next page is not yet asked for. */
    private final Queue<PageChain<ListServiceDeploymentsResponse>> ready = new ArrayDeque<>();

    private final List<ServiceFailure> failures = new ArrayList<>();
    private boolean subscribed;

    /** Services requested that have not come. */
    private long expected;

    FanOutRoute(
            Publisher<ServiceRef> services,
            Function<ServiceRef, PageSource<ListServiceDeploymentsResponse>> pagesOf,
            FanOutOptions options,
            Context context,
            Runnable wake) {
        this.services = services;
        this.pagesOf = pagesOf;
        this.options = options;
        this.context = context;
        this.wake = wake;
        this.turns = new ClusterTurns(options.orderedByCluster());
    }

    @Override
    public @Nullable PageChain<ListServiceDeploymentsResponse> next(long missing) {
        if (!subscribed) {
            subscribed = true;
            services.subscribe(this);
        }
        takeInbox();
        requestServices(missing);
        PageChain<ListServiceDeploymentsResponse> goesOn = ready.poll();
        return goesOn != null ? goesOn : begin();
    }

    private @Nullable PageChain<ListServiceDeploymentsResponse> begin() {
        ServiceRef service = open.size() < options.concurrency() ? turns.next() : null;
        if (service == null) {
            return null;
        }
        PageChain<ListServiceDeploymentsResponse> chain = new PageChain<>(pagesOf.apply(service), null);
        open.put(chain, service);
        return chain;
    }

    private void takeInbox() {
        for (ServiceRef service = inbox.poll(); service != null; service = inbox.poll()) {
            expected--;
            turns.add(service);
        }
    }

    /** In batches: again when half of those that may be taken ahead are gone. */
    private void requestServices(long missing) {
        long most = Math.min(options.lookahead(), missing);
        long ahead = turns.waiting() + expected;
        Subscription subscription = upstream;
        if (subscription != null && ahead <= most / 2) {
            expected += most - ahead;
            subscription.request(most - ahead);
        }
    }

    @Override
    public Collection<ServiceDeploymentBrief> rows(
            PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        return page.serviceDeployments();
    }

    @Override
    public void follow(PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        chain.follow(page);
        if (chain.isEnded()) {
            close(chain);
        } else {
            ready.add(chain);
        }
    }

    private ServiceRef close(PageChain<ListServiceDeploymentsResponse> chain) {
        ServiceRef service = Objects.requireNonNull(open.remove(chain));
        turns.done(service);
        return service;
    }

    @Override
    public @Nullable Throwable failed(PageChain<ListServiceDeploymentsResponse> chain, Throwable error) {
        ServiceRef service = close(chain);
        switch (options.onFailure()) {
            case END_AT_ONCE -> {
                return WhileListing.in(error, "the deployments of " + service);
            }
            case END_LATER -> failures.add(new ServiceFailure(service, error));
            case REPORT -> options.report(new ServiceFailure(service, error));
        }
        return null;
    }

    @Override
    public boolean isDone() {
        if (!upstreamEnded) { // before the inbox, as it is written after it
            return false;
        }
        takeInbox();
        return (turns.waiting() == 0 && open.isEmpty())
                || (upstreamFailure != null && options.onFailure() == FanOutOptions.OnFailure.END_AT_ONCE);
    }

    @Override
    public @Nullable Throwable failure() {
        if (failures.isEmpty()) {
            return upstreamFailure;
        }
        FanOutException ofServices = new FanOutException(failures);
        if (upstreamFailure != null) {
            ofServices.addSuppressed(upstreamFailure);
        }
        return ofServices;
    }

    @Override
    @SuppressWarnings("NullAway") // a newer javac reads Operators' type parameter as nullable, which no updater's is
    public void cancel() {
        Operators.terminate(UPSTREAM, this);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public void onSubscribe(Subscription subscription) {
        if (Operators.setOnce(UPSTREAM, this, subscription)) {
            wake.run();
        }
    }

    @Override
    public void onNext(ServiceRef service) {
        inbox.offer(service);
        wake.run();
    }

    @Override
    public void onError(Throwable error) {
        if (upstreamEnded) {
            Operators.onErrorDropped(error, context);
            return;
        }
        upstreamFailure = error;
        upstreamEnded = true;
        wake.run();
    }

    @Override
    public void onComplete() {
        upstreamEnded = true;
        wake.run();
    }
}
