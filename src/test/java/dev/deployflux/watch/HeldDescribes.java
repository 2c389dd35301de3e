package dev.deployflux.watch;

import dev.deployflux.fixture.Eventually;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;

/** Describing calls of a client that answers none from some time on, so that it is seen how many are made at once. */
final class HeldDescribes {

    private static final int MOST_ARNS = 20;

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean holding;

    boolean isHolding() {
        return holding;
    }

    CompletableFuture<DescribeServiceDeploymentsResponse> hold() {
        CompletableFuture<DescribeServiceDeploymentsResponse> held = new CompletableFuture<>();
        underWay.incrementAndGet();
        var unused = held.whenComplete((answer, error) -> underWay.decrementAndGet());
        return held;
    }

    /** Fails if a watcher for which all deployments of some calls are awaited can't make so many at once. */
    void canBeUnderWay(int calls, DeploymentWatcher watcher) {
        holding = true;
        List<Disposable> waits = IntStream.range(0, (calls + 2) * MOST_ARNS)
                .mapToObj(
                        i -> watcher.awaitOutcome(OutcomeClient.arn("held" + i)).subscribe())
                .toList();
        Eventually.holds(() -> underWay.get() == calls);
        waits.forEach(Disposable::dispose);
        Eventually.holds(() -> underWay.get() == 0);
    }
}
