package dev.deployflux;

import dev.deployflux.paging.PageChain;
import dev.deployflux.paging.PageRoute;
import dev.deployflux.paging.Pages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * Many services, each a chain of pages, several at once.
 *
 * <p>A publisher names the services. It is subscribed to at the first demand, and asked for no more services than rows are
 * missing, less those being listed, since each may have one row or none. A service that has begun goes on before another
 * begins, so that no more chains are open than calls may be under way.
 */
final class FanOutRoute implements PageRoute<ListServiceDeploymentsResponse, ServiceDeploymentBrief> {

    private final Upstream<ServiceRef> supply;
    private final Function<ServiceRef, Pages<ListServiceDeploymentsResponse>> pagesOf;
    private final FanOutOptions options;
    private final ClusterTurns turns;
    private final Map<PageChain<ListServiceDeploymentsResponse>, ServiceRef> open = new HashMap<>();

    /** Open chains whose next page is not yet asked for. */
    private final Queue<PageChain<ListServiceDeploymentsResponse>> ready = new ArrayDeque<>();

    private final List<ServiceFailure> failures = new ArrayList<>();

    FanOutRoute(
            Upstream<ServiceRef> supply,
            Function<ServiceRef, Pages<ListServiceDeploymentsResponse>> pagesOf,
            FanOutOptions options) {
        this.supply = supply;
        this.pagesOf = pagesOf;
        this.options = options;
        this.turns = new ClusterTurns(options.orderedByCluster);
    }

    /** The rows of all services, by a request that names none. */
    static Flux<ServiceDeploymentBrief> rows(
            EcsCalls calls,
            Publisher<ServiceRef> services,
            ListServiceDeploymentsRequest request,
            FanOutOptions options) {
        Objects.requireNonNull(services, "services");
        Objects.requireNonNull(options, "options");
        Function<ServiceRef, Pages<ListServiceDeploymentsResponse>> pagesOf =
                service -> calls.deployments(request.toBuilder()
                        .cluster(service.cluster())
                        .service(service.service())
                        .build());
        return Pages.along(
                (context, wake) -> new FanOutRoute(new Upstream<>(services, context, wake), pagesOf, options),
                options.concurrency,
                calls.readAhead);
    }

    @Override
    public @Nullable PageChain<ListServiceDeploymentsResponse> next(long missing) {
        lineUp();
        supply.keepAhead(Math.min(options.lookahead, missing - open.size()), turns.waiting());
        PageChain<ListServiceDeploymentsResponse> goesOn = ready.poll();
        return goesOn != null ? goesOn : begin();
    }

    private @Nullable PageChain<ListServiceDeploymentsResponse> begin() {
        ServiceRef service = open.size() < options.concurrency ? turns.next() : null;
        if (service == null) {
            return null;
        }
        PageChain<ListServiceDeploymentsResponse> chain = pagesOf.apply(service).chain();
        open.put(chain, service);
        return chain;
    }

    private void lineUp() {
        for (ServiceRef service = supply.take(); service != null; service = supply.take()) {
            turns.add(service);
        }
    }

    @Override
    public List<ServiceDeploymentBrief> rows(
            PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        return page.serviceDeployments();
    }

    @Override
    public void followed(PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
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
        if (options.failFast) {
            return WhileListing.in(error, "the deployments of " + service, null);
        }
        Consumer<ServiceFailure> report = options.report != null ? options.report : failures::add;
        report.accept(new ServiceFailure(service, error));
        return null;
    }

    @Override
    public boolean isDone() {
        if (!supply.ended) {
            return false;
        }
        lineUp();
        return (turns.waiting() == 0 && open.isEmpty()) || (supply.failure != null && options.failFast);
    }

    @Override
    public @Nullable Throwable failure() {
        Throwable ofSupply = supply.failure;
        if (failures.isEmpty()) {
            return ofSupply;
        }
        FanOutException ofServices = new FanOutException(failures);
        if (ofSupply != null) {
            ofServices.addSuppressed(ofSupply);
        }
        return ofServices;
    }

    @Override
    public void cancel() {
        supply.dispose();
    }
}
