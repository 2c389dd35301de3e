package dev.deployflux;

import dev.deployflux.paging.PageChain;
import dev.deployflux.paging.PageRoute;
import dev.deployflux.paging.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/**
 * Deployments in full, 20 a call, one call at a time. Each batch is a chain of one page.
 *
 * <p>The rule that neither {@code buffer} nor {@code bufferTimeout} expresses: <em>a batch is full when it has as many rows as
 * are asked for, 20 at most.</em> Both request 20 rows for each batch that is wanted, and so wait for rows that nobody
 * requested; {@code bufferTimeout} even fails when time ends a batch that nobody wants yet. Here no more rows are requested
 * than are missing, so a batch that has as many waits for none.
 *
 * @param <T> what names a deployment
 */
final class DetailsRoute<T> implements PageRoute<DescribeServiceDeploymentsResponse, ServiceDeployment> {

    private final Upstream<T> upstream;
    private final Function<? super T, @Nullable String> arnOf;
    private final Function<Set<String>, Mono<DescribeServiceDeploymentsResponse>> describe;
    private final DetailsOptions options;
    private final QuietTime quiet;
    private final List<DetailsFailure> failures = new ArrayList<>();

    /** Gathers ARNs, or is under way. */
    private DetailsBatch batch = new DetailsBatch();

    /** The rows of a batch that isn't under way yet. */
    private final List<T> gathered = new ArrayList<>(EcsRequests.MAX_ARNS);

    private boolean underWay;

    DetailsRoute(
            Publisher<? extends T> rows,
            Function<? super T, @Nullable String> arnOf,
            Function<Set<String>, Mono<DescribeServiceDeploymentsResponse>> describe,
            DetailsOptions options,
            Context context,
            Runnable wake) {
        this.upstream = new Upstream<>(rows, context, wake);
        this.arnOf = arnOf;
        this.describe = describe;
        this.options = options;
        this.quiet = new QuietTime(options.pause, options.scheduler(), wake);
    }

    /** What these name, in full. */
    static <T> Flux<ServiceDeployment> rows(
            Publisher<? extends T> rows,
            Function<? super T, @Nullable String> arnOf,
            Function<Set<String>, Mono<DescribeServiceDeploymentsResponse>> describe,
            DetailsOptions options) {
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(options, "options");
        return Pages.along((context, wake) -> new DetailsRoute<>(rows, arnOf, describe, options, context, wake), 1, 0);
    }

    @Override
    public @Nullable PageChain<DescribeServiceDeploymentsResponse> next(long missing) {
        int most = (int) Math.min(missing, EcsRequests.MAX_ARNS);
        boolean last;
        do {
            last = upstream.ended; // read before what has come, as it is written after it
            upstream.fill(most, batch.size());
        } while (gather(most));
        if (!isReady(most, last)) {
            return null;
        }
        quiet.reset();
        gathered.clear();
        underWay = true;
        Set<String> arns = batch.distinct();
        return Pages.of(token -> describe.apply(arns), page -> null).chain();
    }

    /** Takes what has come as far as it fits; returns whether there is room for more, since some had to be left out. */
    private boolean gather(int most) {
        boolean leftOut = false;
        for (T row = upstream.peek(); row != null && batch.size() < most; row = upstream.peek()) {
            String arn = Objects.requireNonNullElse(arnOf.apply(row), "");
            IllegalArgumentException refusal = refusal(arn);
            if (refusal == null && !batch.fits(arn)) {
                return false;
            }
            upstream.take();
            if (refusal == null) {
                batch.add(arn);
                gathered.add(row);
            } else {
                fail(List.of(new DetailsFailure(arn, refusal)));
                leftOut = true;
            }
        }
        return leftOut && batch.size() < most;
    }

    private static @Nullable IllegalArgumentException refusal(String arn) {
        try {
            EcsRequests.checkArn(arn);
            return null;
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    private boolean isReady(int most, boolean last) {
        if (batch.isEmpty()) {
            return false;
        }
        boolean nextDoesNotFit = upstream.peek() != null;
        return batch.size() >= most || nextDoesNotFit || last || quiet.isOver(batch.size());
    }

    @Override
    public List<ServiceDeployment> rows(
            PageChain<DescribeServiceDeploymentsResponse> chain, DescribeServiceDeploymentsResponse answer) {
        return batch.in(answer);
    }

    @Override
    public void followed(
            PageChain<DescribeServiceDeploymentsResponse> chain, DescribeServiceDeploymentsResponse answer) {
        fail(ended().missingIn(answer));
    }

    @Override
    public @Nullable Throwable failed(PageChain<DescribeServiceDeploymentsResponse> chain, Throwable error) {
        DetailsBatch lost = ended();
        if (options.failFast) {
            return WhileListing.in(error, "the details of " + lost, null);
        }
        fail(lost.failed(error));
        return null;
    }

    private DetailsBatch ended() {
        DetailsBatch ended = batch;
        batch = new DetailsBatch();
        underWay = false;
        return ended;
    }

    /** With {@code failFast}, throws the first error, which ends the walk. */
    private void fail(List<DetailsFailure> found) {
        for (DetailsFailure failure : found) {
            if (options.failFast) {
                throw Exceptions.propagate(failure.error());
            }
            if (options.report != null) {
                options.report.accept(failure);
            } else {
                failures.add(failure);
            }
        }
    }

    @Override
    public boolean isDone() {
        return upstream.ended && upstream.peek() == null && batch.isEmpty() && !underWay;
    }

    @Override
    public @Nullable Throwable failure() {
        Throwable ofUpstream = upstream.failure;
        if (failures.isEmpty()) {
            return ofUpstream;
        }
        DetailsException ofDeployments = new DetailsException(failures);
        if (ofUpstream != null) {
            ofDeployments.addSuppressed(ofUpstream);
        }
        return ofDeployments;
    }

    @Override
    public void cancel() {
        upstream.dispose();
        quiet.dispose();
    }

    @Override
    public void discard() {
        upstream.discard(gathered);
    }
}
