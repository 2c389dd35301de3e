package dev.deployflux;

import dev.deployflux.paging.PageChain;
import dev.deployflux.paging.PageRoute;
import dev.deployflux.paging.Pages;
import dev.deployflux.scan.Slice;
import dev.deployflux.scan.SlicePlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * One window in slices, each a chain of pages, which a {@link SlicePlan} decides. Slices overlap, and some are asked for
 * again in parts, so a row may come again: it passes once.
 */
final class ScanRoute implements PageRoute<ListServiceDeploymentsResponse, ServiceDeploymentBrief> {

    private final SlicePlan plan;
    private final Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf;
    private final ScanOptions options;
    private final Map<Slice, PageChain<ListServiceDeploymentsResponse>> chains = new HashMap<>();
    private final Map<PageChain<ListServiceDeploymentsResponse>, Slice> slices = new HashMap<>();

    /** What has passed: ARNs, and {@link Unnamed} rows. */
    private final Set<Object> found = new HashSet<>();

    private final Map<ListedBy, Integer> unnamed = new HashMap<>(0);
    private long pages;

    /**
     * A scan of a window that nobody has looked at.
     *
     * @param pagesOf the pages of a slice
     */
    ScanRoute(SlicePlan plan, Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf, ScanOptions options) {
        this.plan = plan;
        this.pagesOf = pagesOf;
        this.options = options;
    }

    /** The rows of the window of a request. */
    static Flux<ServiceDeploymentBrief> rows(
            EcsCalls calls, ListServiceDeploymentsRequest request, ScanOptions options) {
        Objects.requireNonNull(options, "options");
        CreatedAt window = Objects.requireNonNullElseGet(
                request.createdAt(), () -> CreatedAt.builder().build());
        Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf =
                slice -> calls.deployments(EcsRequests.slice(request, slice.after(), slice.before()));
        return Pages.along(
                (context, wake) -> new ScanRoute(
                        new SlicePlan(window.after(), window.before(), options.slices, options.clock.instant()),
                        pagesOf,
                        options),
                options.slices,
                calls.readAhead);
    }

    @Override
    public @Nullable PageChain<ListServiceDeploymentsResponse> next(long missing) {
        Slice slice = plan.next();
        return slice == null ? null : chains.computeIfAbsent(slice, this::begin);
    }

    private PageChain<ListServiceDeploymentsResponse> begin(Slice slice) {
        PageChain<ListServiceDeploymentsResponse> chain = pagesOf.apply(slice).chain();
        slices.put(chain, slice);
        return chain;
    }

    @Override
    public List<ServiceDeploymentBrief> rows(
            PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        return page.serviceDeployments().stream()
                .filter(row -> isNew(chain, row))
                .toList();
    }

    /** Whether a row is to pass: a deployment once, by its ARN, and equal rows without one as often as one chain lists them. */
    private boolean isNew(PageChain<?> chain, @Nullable ServiceDeploymentBrief row) {
        if (row == null) {
            return false;
        }
        String arn = row.serviceDeploymentArn();
        return found.add(
                arn != null ? arn : new Unnamed(row, unnamed.merge(new ListedBy(chain, row), 1, Integer::sum)));
    }

    @Override
    public void followed(PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        plan.arrived(Objects.requireNonNull(slices.get(chain)), createdAt(page), !chain.isEnded());
        pages++;
        options.progress.accept(new ScanProgress(pages, found.size(), plan.share()));
    }

    private static List<Instant> createdAt(ListServiceDeploymentsResponse page) {
        return page.serviceDeployments().stream()
                .filter(Objects::nonNull)
                .map(ServiceDeploymentBrief::createdAt)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public @Nullable Throwable failed(PageChain<ListServiceDeploymentsResponse> chain, Throwable error) {
        return plan.lost(Objects.requireNonNull(slices.get(chain))) ? error : null;
    }

    @Override
    public boolean isDone() {
        return plan.isFinished();
    }

    private record ListedBy(PageChain<?> chain, ServiceDeploymentBrief row) {}

    /** The row of that number among equal ones of a chain. */
    private record Unnamed(ServiceDeploymentBrief row, int number) {}
}
