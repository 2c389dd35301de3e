package dev.deployflux;

import dev.deployflux.paging.PageChain;
import dev.deployflux.paging.PageRoute;
import dev.deployflux.paging.Pages;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * One window in slices, a chain of pages each, as a {@link SlicePlan} has it. Slices overlap, and some are asked for
 * anew in parts, so rows come again, and pass {@linkplain FoundRows once}. If the service {@linkplain WindowCheck ignores}
 * the slices' windows, the chain of the whole window goes on alone, where it was.
 */
final class ScanRoute implements PageRoute<ListServiceDeploymentsResponse, ServiceDeploymentBrief> {

    private final SlicePlan plan;
    private final Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf;
    private final ScanOptions options;
    private final Map<Slice, PageChain<ListServiceDeploymentsResponse>> chains = new HashMap<>();
    private final Map<PageChain<ListServiceDeploymentsResponse>, Slice> slices = new HashMap<>();
    private final FoundRows found = new FoundRows();
    private final WindowCheck check = new WindowCheck();

    /** Slices that the plan goes on with, and that wait until it is known whether that makes sense. */
    private final Queue<Slice> waiting = new ArrayDeque<>();

    /** The chain of the whole window, with which every scan begins. */
    private @Nullable PageChain<ListServiceDeploymentsResponse> whole;

    private boolean wholeUnderWay;
    private long pages;
    private long rows;
    private double share;

    /**
     * A scan of a window that nobody has looked at.
     *
     * @param pagesOf the pages of a slice
     */
    ScanRoute(
            SlicePlan plan, Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf, ScanOptions options) {
        this.plan = plan;
        this.pagesOf = pagesOf;
        this.options = options;
    }

    @Override
    public @Nullable PageChain<ListServiceDeploymentsResponse> next(long missing) {
        PageChain<ListServiceDeploymentsResponse> chain = check.isIgnored() ? rest() : nextOfPlan();
        wholeUnderWay |= chain != null && chain == whole;
        return chain;
    }

    private @Nullable PageChain<ListServiceDeploymentsResponse> rest() {
        return whole == null || wholeUnderWay || whole.isEnded() ? null : whole;
    }

    private @Nullable PageChain<ListServiceDeploymentsResponse> nextOfPlan() {
        Slice slice = plan.next();
        while (slice != null && !check.mayGoOn(slice)) {
            waiting.add(slice);
            slice = plan.next();
        }
        if (slice == null && !waiting.isEmpty() && check.mayGoOn(waiting.element())) {
            slice = waiting.remove();
        }
        if (slice == null) {
            return null;
        }
        check.asked(slice);
        return chains.computeIfAbsent(slice, this::begin);
    }

    private PageChain<ListServiceDeploymentsResponse> begin(Slice slice) {
        PageChain<ListServiceDeploymentsResponse> chain = pagesOf.apply(slice).chain();
        slices.put(chain, slice);
        whole = whole == null ? chain : whole;
        return chain;
    }

    @Override
    public List<ServiceDeploymentBrief> rows(
            PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        List<ServiceDeploymentBrief> fresh = page.serviceDeployments().stream()
                .filter(row -> found.isNew(chain, row))
                .toList();
        rows += fresh.size();
        return fresh;
    }

    @Override
    public void followed(PageChain<ListServiceDeploymentsResponse> chain, ListServiceDeploymentsResponse page) {
        wholeUnderWay &= chain != whole;
        if (!check.isIgnored()) {
            Slice slice = Objects.requireNonNull(slices.get(chain));
            List<Instant> createdAt = createdAt(page);
            check.arrived(slice, createdAt, !chain.isEnded());
            if (!check.isIgnored()) {
                plan.arrived(slice, createdAt, !chain.isEnded());
                share = plan.share();
            }
        }
        pages++;
        options.report(new ScanProgress(pages, rows, isDone() ? 1 : share));
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
        Slice slice = Objects.requireNonNull(slices.get(chain));
        check.lost(slice);
        boolean needed = check.isIgnored() ? chain == whole : plan.lost(slice);
        return needed ? error : null;
    }

    @Override
    public boolean isDone() {
        return check.isIgnored() ? whole != null && whole.isEnded() : plan.isFinished();
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
    }

    @Override
    public void cancel() {}
}
