package dev.deployflux.benchmarks.ecs;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * An ECS without a wire, whose services all have the same history, listed the newest first. A page of the whole history is
 * made once, so that answering one costs next to nothing.
 */
public final class MemoryEcs implements EcsAsyncClient {

    private static final int PAGE = 100;

    private final List<ServiceDeploymentBrief> newestFirst;
    private final List<ListServiceDeploymentsResponse> pages;
    private final Answering answering;
    private final AtomicInteger calls = new AtomicInteger();

    public MemoryEcs(List<ServiceDeploymentBrief> newestFirst, Answering answering) {
        this.newestFirst = newestFirst;
        this.pages = IntStream.iterate(0, i -> i < newestFirst.size(), i -> i + PAGE)
                .mapToObj(start -> page(start, newestFirst.size()))
                .toList();
        this.answering = answering;
    }

    /** Calls since the last time that this was asked. */
    public int takeCalls() {
        return calls.getAndSet(0);
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        calls.getAndIncrement();
        CreatedAt window = request.createdAt();
        String token = request.nextToken();
        if (window == null) {
            return answering.answer(pages.get(token == null ? 0 : Integer.parseInt(token) / PAGE));
        }
        // As a database index would: from the first row before the one edge to the last one behind the other.
        int end = window.after() == null ? newestFirst.size() : firstBefore(window.after());
        int start =
                token != null ? Integer.parseInt(token) : window.before() == null ? 0 : firstBefore(window.before());
        return answering.answer(page(Math.min(start, end), end));
    }

    private int firstBefore(Instant edge) {
        int found = Collections.binarySearch(
                newestFirst,
                ServiceDeploymentBrief.builder().createdAt(edge.minusNanos(1)).build(),
                Comparator.comparing(ServiceDeploymentBrief::createdAt).reversed());
        return found < 0 ? -found - 1 : found;
    }

    private ListServiceDeploymentsResponse page(int start, int end) {
        int next = Math.min(start + PAGE, end);
        return ListServiceDeploymentsResponse.builder()
                .serviceDeployments(newestFirst.subList(start, next))
                .nextToken(next < end ? String.valueOf(next) : null)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        answering.close();
    }
}
