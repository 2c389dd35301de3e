package dev.deployflux;

import dev.deployflux.paging.Pages;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The deployment history of Amazon ECS services, as streams.
 *
 * <p>{@link #list} and {@link #pages} read one service, {@link #scan} reads one faster, {@link #listAll} reads many, which
 * {@link #clusters} and {@link #services} find. Every stream is cold: it makes no API call before a subscriber asks for a
 * row, and each subscriber makes calls of its own. These hold for all of them:
 *
 * <ul>
 *   <li><b>Calls follow demand.</b> A page is asked for when more rows were requested than pages have brought, so n
 *       rows of one chain of pages never cost a call that n rows don't need. A page has 100 rows unless the request sets {@code maxResults};
 *       ECS may send shorter ones. {@linkplain Builder#readAhead(int) Read-ahead} makes calls earlier, but adds none
 *       for rows that are requested; who requests more than it takes, and cancels, may have paid for up to that many
 *       pages more.
 *   <li><b>Cancel aborts the call under way</b>, which closes its connection, and nothing is emitted afterwards. While
 *       the SDK pauses between two attempts of its own, one more attempt may still go out. A subscriber that throws
 *       counts as one that cancelled; what it threw goes to Reactor's hook {@code onErrorDropped}.
 *   <li><b>Errors are the SDK's own exceptions</b>, such as {@code ServiceNotFoundException}, never wrapped, unless a
 *       method says that it gathers several, and come
 *       after the rows that arrived before them. Only a page that fails is tried again, first by the client's retry
 *       strategy, then by {@link Builder#pageRetry(Retry)}: a retry never repeats rows. A {@code retry()} behind the
 *       stream starts over at the first page and does.
 *   <li><b>A token that comes a second time ends the stream</b> with an {@link IllegalStateException} that names it.
 *       An empty page that has a token doesn't end it.
 *   <li>Rows are emitted on a thread that completed a call, by default one of the SDK's {@code sdk-async-response}
 *       pool, on one that requests rows which had already arrived, or, of {@code listAll}, on one that the publisher of
 *       services uses. Don't block it.
 *   <li>Up to 1 + {@code readAhead} pages are held per subscriber, where calls run side by side one for each instead of
 *       the 1, and the text of each token seen. Rows that are held when the subscriber cancels go to Reactor's discard
 *       hook.
 * </ul>
 *
 * <p>Instances are immutable, and safe for use by many threads. The client stays the caller's, who closes it.
 */
public final class ServiceDeployments {

    private final EcsAsyncClient client;
    private final ApiQuota quota;
    private final ApiCalls calls;
    private final ApiPages pages;
    private final ServiceDiscovery discovery;
    private final int readAhead;

    private ServiceDeployments(Builder builder) {
        this.client = builder.client;
        this.quota = builder.quota;
        this.calls = new ApiCalls(quota, builder.pageRetry, builder.observer);
        this.pages = new ApiPages(client, calls, builder.readAhead);
        this.discovery = new ServiceDiscovery(pages);
        this.readAhead = builder.readAhead;
    }

    /**
     * Deployments as the given client sees them, with the defaults of {@link Builder}.
     *
     * @param client decides on region, credentials, timeouts and retries; stays the caller's to close
     * @return what lists them
     */
    public static ServiceDeployments create(EcsAsyncClient client) {
        return builder(client).build();
    }

    /**
     * Like {@link #create(EcsAsyncClient)}, with options.
     *
     * @param client decides on region, credentials, timeouts and retries; stays the caller's to close
     * @return a builder that holds the defaults
     */
    public static Builder builder(EcsAsyncClient client) {
        return new Builder(client);
    }

    /**
     * All deployments of one service that the request selects, in the order in which ECS lists them, which it doesn't
     * document. ECS keeps a deployment for 90 days.
     *
     * <p>Costs one API call per page, as {@linkplain ServiceDeployments described above}: at least one, and for n rows
     * n/100 rounded up if ECS fills its pages. A complete list may cost one more, when ECS names a token after its last
     * row.
     *
     * @param request the service, and optionally the cluster, a filter by status and creation time, {@code maxResults}
     *     from 1 to 100 rows a page (default 100) and a {@code nextToken} to start at. Edges of {@code createdAt} are
     *     sent in milliseconds, the rest is cut; whether they are inclusive ECS doesn't document. Filters are the
     *     server's alone: of an emulator that ignores one, all rows come.
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, if the request names no service, has a blank cluster or token, a
     *     {@code maxResults} outside 1 to 100, a {@code createdAt} whose {@code after} is not before its
     *     {@code before}, or a status without a name
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html">
     *     ListServiceDeployments in the Amazon ECS API Reference</a>
     */
    public Flux<ServiceDeploymentBrief> list(ListServiceDeploymentsRequest request) {
        return pages.deployments(ListRequest.of(request)).items(ListServiceDeploymentsResponse::serviceDeployments);
    }

    /**
     * Like {@link #list(ListServiceDeploymentsRequest)}, with a request that is built here.
     *
     * @param request fills in the request; called once, before this method returns
     * @return a cold flux of the rows
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses
     */
    public Flux<ServiceDeploymentBrief> list(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return list(build(request));
    }

    /**
     * The same calls as {@link #list(ListServiceDeploymentsRequest)} makes, as whole responses: with their tokens and
     * request ids, and the pages that have no rows. Demand counts pages: n of them cost n calls.
     *
     * @param request as for {@code list}
     * @return a cold flux of the pages; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses
     */
    public Flux<ListServiceDeploymentsResponse> pages(ListServiceDeploymentsRequest request) {
        return pages.deployments(ListRequest.of(request)).pages();
    }

    /**
     * Like {@link #pages(ListServiceDeploymentsRequest)}, with a request that is built here.
     *
     * @param request fills in the request; called once, before this method returns
     * @return a cold flux of the pages
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses
     */
    public Flux<ListServiceDeploymentsResponse> pages(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return pages(build(request));
    }

    /**
     * All clusters of the client's account and region, as ARNs, in the order in which ECS lists them.
     *
     * <p>Costs one ListClusters call for 100 clusters, by demand, as {@linkplain ServiceDeployments described above}.
     *
     * @return a cold flux; its errors are those of the SDK's {@code listClusters}
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html">ListClusters in
     *     the Amazon ECS API Reference</a>
     */
    public Flux<String> clusters() {
        return discovery.clusters();
    }

    /**
     * All services of these clusters: cluster after cluster, in the order in which ECS lists the services of each.
     *
     * @param clusters names or ARNs; at least one
     * @return as {@link #services(Publisher)} does
     * @throws IllegalArgumentException at once, if there is none, or one is blank
     */
    public Flux<ServiceRef> services(String... clusters) {
        if (clusters.length == 0) {
            throw new IllegalArgumentException(
                    "no cluster is given: name some, as in services(\"prod\"), or use services(clusters()) for all");
        }
        for (String cluster : clusters) {
            ListRequest.checkCluster(cluster);
        }
        return services(Flux.fromArray(clusters.clone()));
    }

    /**
     * All services of the clusters that come, cluster after cluster, such as {@code services(clusters())}.
     *
     * <p>Costs one ListServices call for 100 services and at least one for a cluster, by demand, as
     * {@linkplain ServiceDeployments described above}; clusters are requested one at a time.
     *
     * @param clusters names or ARNs; subscribed to with the flux, and requested one at a time
     * @return a cold flux. A cluster that fails, for example with a {@code ClusterNotFoundException}, doesn't keep
     *     those behind it from being listed: its error, the SDK's own with the cluster named in a suppressed one, ends
     *     the stream after their services; one that takes no suppressed ones, which none of the SDK's does, is the
     *     cause of one that names the cluster. If several failed, Reactor's {@code Exceptions.unwrapMultiple} gives
     *     them all, and {@link ClusterFailure#allOf(Throwable)} says which cluster has which error.
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html">ListServices in
     *     the Amazon ECS API Reference</a>
     */
    public Flux<ServiceRef> services(Publisher<String> clusters) {
        Objects.requireNonNull(clusters, "clusters");
        return discovery.services(clusters);
    }

    /**
     * The deployments of many services that the request selects, several services at once, rows mixed as their pages
     * arrive; {@code clusterArn()} and {@code serviceArn()} of a row tell whose it is.
     *
     * <p>Costs at least one API call per service, as {@link #list} does, besides what the publisher of services costs.
     * No call is made before a row is requested, and none is started while as many are under way as rows are missing, up to
     * {@link FanOutOptions.Builder#concurrency(int) concurrency}, 8 by default: as each may bring one row or none,
     * {@code take(10)} may begin 8 services where the first would have sufficed. Up to {@code concurrency +
     * readAhead} pages are held.
     *
     * @param services subscribed to at the first demand, and asked for no more services than rows are missing, up to
     *     {@link FanOutOptions.Builder#lookahead(int) lookahead}; one that comes twice is listed twice. It is subscribed to
     *     by the thread that requests rows, and asked for more on threads that complete calls: let one that blocks
     *     {@code subscribeOn(Schedulers.boundedElastic())}. While it says nothing, nor does this flux.
     * @param request a filter by status and creation time, and {@code maxResults}, for all of them
     * @param options concurrency, order, and what a failing service does to the others; by default they go on, and a
     *     {@link FanOutException} at the end names those that failed
     * @return a cold flux; an error of the publisher of services ends it after the services that came before, or
     *     at once if the options {@linkplain FanOutOptions.Builder#failFast() fail fast}
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that names a service, a
     *     cluster or a token
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services, ListServiceDeploymentsRequest request, FanOutOptions options) {
        Objects.requireNonNull(services, "services");
        ListServiceDeploymentsRequest checked = ListRequest.ofMany(request);
        Function<ServiceRef, Pages<ListServiceDeploymentsResponse>> pagesOf =
                service -> pages.deployments(checked.toBuilder()
                        .cluster(service.cluster())
                        .service(service.service())
                        .build());
        return Pages.along(
                (context, wake) -> new FanOutRoute(new ServiceSupply(services, context, wake), pagesOf, options),
                options.concurrency(),
                readAhead);
    }

    /**
     * Like {@link #listAll(Publisher, ListServiceDeploymentsRequest, FanOutOptions)}, with a request that is built
     * here.
     *
     * @param services as there
     * @param request fills in the request; called once, before this method returns
     * @param options as there
     * @return a cold flux of the rows
     * @throws IllegalArgumentException at once, for a request that {@code listAll} refuses
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services,
            Consumer<ListServiceDeploymentsRequest.Builder> request,
            FanOutOptions options) {
        return listAll(services, build(request), options);
    }

    /**
     * The same rows as {@link #list} for the same request, each deployment once, fetched in several slices of
     * {@code createdAt} at once, since one chain of pages is one round trip after another. In no particular order.
     *
     * <p>It starts as one chain and is sliced when the pages that arrive show that it is long, where its rows are. For
     * p full pages it makes at most p + p/20 + slices + 12 API calls: 230 for 200 pages in 8 slices; rows created in
     * the very millisecond of a cut may be listed twice. A history of one page costs one call, one of two pages three
     * at most. No call is made before a row is requested, and none is started while as many are under way as rows are
     * missing. Where calls are paced to 20 a second a scan gains little: it is for histories of many pages, and for
     * quotas that allow its pace.
     *
     * <p>Of a server that ignores {@code createdAt}, as an emulator may, it follows one chain of pages from the first row
     * on that lies outside its slice, within the same number of calls. Rows outside the request's own window come then, as
     * they do from {@code list}.
     *
     * <p>Holds up to {@code slices + readAhead} pages, and the ARN of each row until the end.
     *
     * @param request as for {@code list}, without a {@code nextToken}; its {@code createdAt} is the window, all that
     *     ECS keeps if it has none
     * @param options the number of slices, and who hears of the progress
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that has a token
     */
    public Flux<ServiceDeploymentBrief> scan(ListServiceDeploymentsRequest request, ScanOptions options) {
        ListServiceDeploymentsRequest checked = ListRequest.ofWindow(request);
        CreatedAt window = Objects.requireNonNullElseGet(
                checked.createdAt(), () -> CreatedAt.builder().build());
        Function<Slice, Pages<ListServiceDeploymentsResponse>> pagesOf =
                slice -> pages.deployments(ListRequest.ofSlice(checked, slice.after(), slice.before()));
        return Pages.along(
                (context, wake) -> new ScanRoute(
                        new SlicePlan(window.after(), window.before(), options.slices(), options.now()),
                        pagesOf,
                        options),
                options.slices(),
                readAhead);
    }

    /**
     * Like {@link #scan(ListServiceDeploymentsRequest, ScanOptions)}, with a request that is built here.
     *
     * @param request fills in the request; called once, before this method returns
     * @param options as there
     * @return a cold flux of the rows
     * @throws IllegalArgumentException at once, for a request that {@code scan} refuses
     */
    public Flux<ServiceDeploymentBrief> scan(
            Consumer<ListServiceDeploymentsRequest.Builder> request, ScanOptions options) {
        return scan(build(request), options);
    }

    /**
     * Up to 20 deployments of any services, in full, by one DescribeServiceDeployments call for each subscription. Those
     * that ECS doesn't know are among the response's {@code failures}.
     *
     * @param arns 1 to 20 ARNs of deployments
     * @return a cold mono of the SDK's own response; its errors are those of the SDK's
     *     {@code describeServiceDeployments}, and cancel aborts the call
     * @throws IllegalArgumentException at once, if there are none or more than 20, or one isn't the ARN of a deployment
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html">
     *     DescribeServiceDeployments in the Amazon ECS API Reference</a>
     */
    public Mono<DescribeServiceDeploymentsResponse> describe(Collection<String> arns) {
        DescribeServiceDeploymentsRequest request = DescribeRequest.of(arns);
        return calls.make(
                ApiBucket.SERVICE_DEPLOYMENTS,
                "DescribeServiceDeployments",
                () -> client.describeServiceDeployments(request));
    }

    /**
     * What paces the calls, for those who plan or show them.
     *
     * @return the quota that was given to the builder; {@link ApiQuota#unlimited()} if none was
     */
    public ApiQuota quota() {
        return quota;
    }

    private static ListServiceDeploymentsRequest build(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ListServiceDeploymentsRequest.builder().applyMutation(request).build();
    }

    /** Options of {@link ServiceDeployments}. */
    public static final class Builder {

        private final EcsAsyncClient client;
        private int readAhead = 1;
        private @Nullable Retry pageRetry;
        private ApiQuota quota = ApiQuota.unlimited();
        private @Nullable CallObserver observer;

        private Builder(EcsAsyncClient client) {
            this.client = Objects.requireNonNull(client, "client");
        }

        /**
         * How many pages may wait, unread, behind the page whose rows are being emitted. With 1 or more, the next page
         * is on its way while the subscriber works on the rows of this one, as soon as it has asked for more rows than
         * have arrived; an unbounded subscriber never waits for a page that it could have had. With 0 the next page is
         * asked for when the last row is gone. Of one service's list one call is under way at a time, whatever the
         * value, since each page names the next.
         *
         * @param pages 0 or more; default 1
         * @return this
         * @throws IllegalArgumentException if {@code pages} is negative
         */
        public Builder readAhead(int pages) {
            if (pages < 0) {
                throw new IllegalArgumentException("readAhead is " + pages
                        + ", but it counts pages: write 0 for none, or 1 (the default) or more");
            }
            this.readAhead = pages;
            return this;
        }

        /**
         * Tries a page again that failed after all attempts of the client. Default: none, because the client already
         * retries as it was configured to, and each attempt here runs all of its attempts. Rows that were emitted are
         * not emitted again.
         *
         * <p>A client that makes one attempt, as one of a {@linkplain #quota(ApiQuota) quota} should, wants
         * {@link PageRetries#transientErrors}: without it, a connection that breaks or a clock that is wrong fails a page.
         * It isn't set of itself, since nothing tells here how often the client tries, and both would multiply.
         *
         * @param retry such as {@code PageRetries.transientErrors(3, Duration.ofMillis(100))}; its count starts anew with
         *     each page, and when it gives up the error is the SDK's last one. A pause is followed by a call on the thread where it ends, by
         *     default of Reactor's {@code parallel} scheduler; give it another by {@code scheduler(...)} if your
         *     credentials provider blocks.
         * @return this
         */
        public Builder pageRetry(Retry retry) {
            this.pageRetry = Objects.requireNonNull(retry, "retry");
            return this;
        }

        /**
         * Paces every call, so that ECS throttles none. A page waits for its permit without blocking anybody, and if it
         * had to wait is called for on a thread of the quota's scheduler; a page that is {@linkplain #pageRetry(Retry) tried
         * again} takes another permit. The attempts of a client that retries of itself wait for none: let it make one,
         * and this builder's {@code pageRetry} try again. Default: {@link ApiQuota#unlimited()}, because ECS counts by
         * account and region, and only the caller knows who shares them.
         *
         * @param quota such as {@code ApiQuota.published()}; the same instance for all who use one account and region
         * @return this
         */
        public Builder quota(ApiQuota quota) {
            this.quota = Objects.requireNonNull(quota, "quota");
            return this;
        }

        /**
         * Watches every call. Called another time, both do, the second around the first. Default: nobody.
         *
         * @param observer is told of each call when it has its permit of the {@linkplain #quota(ApiQuota) quota}
         * @return this
         */
        public Builder observer(CallObserver observer) {
            Objects.requireNonNull(observer, "observer");
            this.observer = this.observer == null ? observer : new Observers(this.observer, observer);
            return this;
        }

        /**
         * Builds it.
         *
         * @return deployments with these options
         */
        public ServiceDeployments build() {
            return new ServiceDeployments(this);
        }
    }
}
