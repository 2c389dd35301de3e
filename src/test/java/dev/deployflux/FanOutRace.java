package dev.deployflux;

import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.paging.Pages;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** A walk along two services of one page of two rows each, and all that can be seen of it. An overlap spoils it. */
abstract class FanOutRace implements CoreSubscriber<ServiceDeploymentBrief> {

    static final ServiceRef ONE = new ServiceRef("prod", "0");
    static final ServiceRef OTHER = new ServiceRef("prod", "1");

    private static final int OVERLAP = 1_000;

    private final List<CompletableFuture<ListServiceDeploymentsResponse>> calls =
            List.of(new CompletableFuture<>(), new CompletableFuture<>());
    private final AtomicInteger discarded = new AtomicInteger();
    private final AtomicInteger signalling = new AtomicInteger();
    private @Nullable FluxSink<ServiceRef> sink;
    private volatile boolean overlapped;
    private int emitted;
    int ends;
    int errors;

    Subscription walk = Operators.emptySubscription();

    FanOutRace() {
        Pages.<ListServiceDeploymentsResponse, ServiceDeploymentBrief>along(
                        (context, wake) -> new FanOutRoute(
                                new Upstream<>(Flux.<ServiceRef>create(services -> sink = services), context, wake),
                                this::pages,
                                options()),
                        2,
                        1)
                .subscribe(this);
    }

    FanOutOptions options() {
        return FanOutOptions.create();
    }

    /** All is asked for, and these services have come. */
    void begin(ServiceRef... services) {
        walk.request(Long.MAX_VALUE);
        for (ServiceRef service : services) {
            services().next(service);
        }
    }

    @SuppressWarnings("NullAway") // set by the first demand
    FluxSink<ServiceRef> services() {
        return sink;
    }

    private Pages<ListServiceDeploymentsResponse> pages(ServiceRef service) {
        return Pages.of(token -> Mono.fromFuture(() -> calls.get(Integer.parseInt(service.service()))), page -> null);
    }

    void answer(ServiceRef service) {
        calls.get(Integer.parseInt(service.service()))
                .complete(ScriptedClient.page(List.of(ScriptedClient.row(0), ScriptedClient.row(1)), null));
    }

    void fail(ServiceRef service) {
        calls.get(Integer.parseInt(service.service())).completeExceptionally(new IllegalStateException("down"));
    }

    int emitted() {
        return overlapped ? OVERLAP : emitted;
    }

    int discarded() {
        return discarded.get();
    }

    long aborted() {
        return calls.stream().filter(CompletableFuture::isCancelled).count();
    }

    @Override
    public Context currentContext() {
        return Operators.enableOnDiscard(
                Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) error -> {}),
                row -> discarded.addAndGet(
                        row instanceof ListServiceDeploymentsResponse page
                                ? page.serviceDeployments().size()
                                : 1));
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        walk = subscription;
    }

    @Override
    public void onNext(ServiceDeploymentBrief row) {
        if (signalling.getAndIncrement() != 0) {
            overlapped = true;
        }
        emitted++;
        signalling.getAndDecrement();
    }

    @Override
    public void onError(Throwable error) {
        if (signalling.get() != 0) {
            overlapped = true;
        }
        errors++;
    }

    @Override
    public void onComplete() {
        if (signalling.get() != 0) {
            overlapped = true;
        }
        ends++;
    }
}
