package dev.deployflux;

import dev.deployflux.quota.ApiQuota;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
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
 *   <li><b>Calls follow demand.</b> A page is asked for when more rows were requested than pages have brought, so n rows
 *       of one chain of pages never cost a call that n rows, plus the {@linkplain ServiceDeploymentsBuilder#readAhead(int)
 *       read-ahead}, don't need. A page has 100 rows unless the request sets {@code maxResults}; ECS may send shorter ones.
 *   <li><b>Cancel aborts the call under way</b>, which closes its connection, and nothing is emitted afterwards. While
 *       the SDK pauses between two attempts of its own, one more attempt may still go out. A subscriber that throws
 *       counts as one that cancelled; what it threw goes to Reactor's hook {@code onErrorDropped}.
 *   <li><b>Errors are the SDK's own exceptions</b>, such as {@code ServiceNotFoundException}, behind the rows that arrived
 *       before them, and never wrapped unless a method says that it gathers several. Only a page that fails is tried again,
 *       by the client and then by {@link ServiceDeploymentsBuilder#pageRetry(Retry) pageRetry}: that never repeats rows. A
 *       {@code retry()} behind the stream does, as it starts over at the first page.
 *   <li><b>A token that comes a second time ends the stream</b> with an {@link IllegalStateException} that names it.
 *       An empty page that has a token doesn't end it.
 *   <li>Rows are emitted on a thread that completed a call, by default one of the SDK's {@code sdk-async-response}
 *       pool, on one that requests rows which had already arrived, or, with {@code listAll}, on one that the publisher of
 *       services uses. Don't block it.
 *   <li>Each subscriber holds the text of each token seen, and up to {@code readAhead} pages besides one for each call that
 *       may be under way. Rows that are held when it cancels go to Reactor's discard hook.
 * </ul>
 *
 * <p>Instances are immutable, and safe for use by many threads. The client stays the caller's, who closes it.
 */
public final class ServiceDeployments {

    private final EcsCalls calls;
    private final ServiceDiscovery discovery;

    ServiceDeployments(EcsCalls calls) {
        this.calls = calls;
        this.discovery = new ServiceDiscovery(calls);
    }

    /**
     * {@return deployments as the given client sees them, with the defaults of {@link ServiceDeploymentsBuilder}}
     *
     * @param client decides on region, credentials, timeouts and retries; stays the caller's to close
     */
    public static ServiceDeployments create(EcsAsyncClient client) {
        return builder(client).build();
    }

    /**
     * {@return a builder of the same, which holds the defaults}
     *
     * @param client as for {@link #create(EcsAsyncClient)}
     */
    public static ServiceDeploymentsBuilder builder(EcsAsyncClient client) {
        return new ServiceDeploymentsBuilder(client);
    }

    /**
     * All deployments of one service that the request selects, in the order in which ECS lists them, which it doesn't
     * document. ECS keeps a deployment for 90 days.
     *
     * <p>Costs one <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html">
     * ListServiceDeployments</a> call per page, at least one, and for n rows n/100 rounded up if ECS fills its pages. A complete list
     * may cost one more, when ECS names a token after its last row.
     *
     * @param request the service, and optionally the cluster, a filter by status and creation time, {@code maxResults}
     *     from 1 to 100 rows a page (default 100) and a {@code nextToken} to start at. Edges of {@code createdAt} are
     *     sent in milliseconds, the rest is cut; whether they are inclusive ECS doesn't document. Filters are the
     *     server's alone: an emulator that ignores one sends all rows.
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, if the request names no service, has a blank cluster or token, a
     *     {@code maxResults} outside 1 to 100, a {@code createdAt} whose {@code after} is not before its
     *     {@code before}, or a status without a name
     */
    public Flux<ServiceDeploymentBrief> list(ListServiceDeploymentsRequest request) {
        return calls.deployments(EcsRequests.list(request)).items(ListServiceDeploymentsResponse::serviceDeployments);
    }

    /**
     * {@return as {@link #list(ListServiceDeploymentsRequest)}, with the request built}
     *
     * @param request fills it in, before this method returns
     */
    public Flux<ServiceDeploymentBrief> list(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return list(built(request));
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
        return calls.deployments(EcsRequests.list(request)).pages();
    }

    /**
     * {@return as {@link #pages(ListServiceDeploymentsRequest)}, with the request built}
     *
     * @param request fills it in, before this method returns
     */
    public Flux<ListServiceDeploymentsResponse> pages(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return pages(built(request));
    }

    /**
     * All clusters of the client's account and region, as ARNs, in the order in which ECS lists them. Costs one
     * <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html">ListClusters</a> call
     * for 100 clusters, by demand.
     *
     * @return a cold flux; its errors are those of the SDK's {@code listClusters}
     */
    public Flux<String> clusters() {
        return discovery.clusters();
    }

    /**
     * {@return all services of these clusters, as {@link #services(Publisher)} lists them}
     *
     * @param clusters names or ARNs; at least one
     * @throws IllegalArgumentException at once, if there is none, or one is blank
     */
    public Flux<ServiceRef> services(String... clusters) {
        EcsRequests.checkClusters(clusters);
        return services(Flux.fromArray(clusters.clone()));
    }

    /**
     * All services of the clusters that come, such as {@code services(clusters())}: cluster after cluster, in the order in
     * which ECS lists the services of each. Costs one
     * <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html">ListServices</a> call
     * for 100 services and at least one for a cluster, by demand.
     *
     * @param clusters names or ARNs; subscribed to with the flux, and requested one at a time
     * @return a cold flux. A cluster that fails, for example with a {@code ClusterNotFoundException}, doesn't keep
     *     those behind it from being listed: its error ends the stream after their services, and {@link ClusterFailure}
     *     tells which cluster it is about.
     */
    public Flux<ServiceRef> services(Publisher<String> clusters) {
        Objects.requireNonNull(clusters, "clusters");
        return discovery.services(clusters);
    }

    /**
     * The deployments of many services that the request selects, several services at once, rows mixed as their pages
     * arrive; {@code clusterArn()} and {@code serviceArn()} of a row tell whose it is. Costs at least one API call per
     * service, as {@link #list} does, besides what the publisher of services costs. {@link FanOutOptions} say how many calls
     * are under way, and how many pages are held.
     *
     * @param services such as {@code services("prod")}; one that comes twice is listed twice. Subscribed to at the first
     *     demand, by the thread that requests rows, and asked for more on threads that complete calls: let one that blocks
     *     {@code subscribeOn(Schedulers.boundedElastic())}. While it says nothing, nor does this flux.
     * @param request a filter by status and creation time, and {@code maxResults}, for all of them
     * @param options concurrency, order, and what a failing service does to the others
     * @return a cold flux. A service that fails keeps no other from being listed, and a {@link FanOutException} at the end
     *     names it. An error of the publisher of services comes after the services that it had named. The options may say
     *     otherwise.
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that names a service, a
     *     cluster or a token
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services, ListServiceDeploymentsRequest request, FanOutOptions options) {
        Objects.requireNonNull(services, "services");
        Objects.requireNonNull(options, "options");
        return FanOutRoute.rows(calls, services, EcsRequests.listAll(request), options);
    }

    /**
     * {@return as {@link #listAll(Publisher, ListServiceDeploymentsRequest, FanOutOptions)}, with the request built}
     *
     * @param services as there
     * @param request fills it in, before this method returns
     * @param options as there
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services,
            Consumer<ListServiceDeploymentsRequest.Builder> request,
            FanOutOptions options) {
        return listAll(services, built(request), options);
    }

    /**
     * {@return as {@link #listAll(Publisher, ListServiceDeploymentsRequest, FanOutOptions)}, with the default options}
     *
     * @param services as there
     * @param request as there
     */
    public Flux<ServiceDeploymentBrief> listAll(Publisher<ServiceRef> services, ListServiceDeploymentsRequest request) {
        return listAll(services, request, FanOutOptions.create());
    }

    /**
     * {@return as {@link #listAll(Publisher, ListServiceDeploymentsRequest)}, with the request built}
     *
     * @param services as there
     * @param request fills it in, before this method returns
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services, Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return listAll(services, built(request));
    }

    /**
     * {@return as {@link #listAll(Publisher, ListServiceDeploymentsRequest)}, without a filter}
     *
     * @param services as there
     */
    public Flux<ServiceDeploymentBrief> listAll(Publisher<ServiceRef> services) {
        return listAll(services, any -> {});
    }

    /**
     * The same rows as {@link #list} for the same request, each deployment once and in no particular order, fetched in
     * several slices of {@code createdAt} at once, since one chain of pages is one round trip after another.
     * {@link ScanOptions} say what that costs, and when it pays.
     *
     * @param request as for {@code list}, without a {@code nextToken}; its {@code createdAt} is the window, all that
     *     ECS keeps if it has none
     * @param options the number of slices, and who hears of the progress
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that has a token
     */
    public Flux<ServiceDeploymentBrief> scan(ListServiceDeploymentsRequest request, ScanOptions options) {
        Objects.requireNonNull(options, "options");
        return ScanRoute.rows(calls, EcsRequests.scan(request), options);
    }

    /**
     * {@return as {@link #scan(ListServiceDeploymentsRequest, ScanOptions)}, with the request built}
     *
     * @param request fills it in, before this method returns
     * @param options as there
     */
    public Flux<ServiceDeploymentBrief> scan(
            Consumer<ListServiceDeploymentsRequest.Builder> request, ScanOptions options) {
        return scan(built(request), options);
    }

    /**
     * {@return as {@link #scan(ListServiceDeploymentsRequest, ScanOptions)}, with the default options}
     *
     * @param request as there
     */
    public Flux<ServiceDeploymentBrief> scan(ListServiceDeploymentsRequest request) {
        return scan(request, ScanOptions.create());
    }

    /**
     * {@return as {@link #scan(ListServiceDeploymentsRequest)}, with the request built}
     *
     * @param request fills it in, before this method returns
     */
    public Flux<ServiceDeploymentBrief> scan(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return scan(built(request));
    }

    /**
     * Up to 20 deployments of any services, in full, by one
     * <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html">
     * DescribeServiceDeployments</a> call for each subscription. Those that ECS doesn't know are among the response's
     * {@code failures}.
     *
     * @param arns 1 to 20 ARNs of deployments
     * @return a cold mono of the SDK's own response; its errors are those of the SDK's
     *     {@code describeServiceDeployments}, and cancel aborts the call
     * @throws IllegalArgumentException at once, if there are none or more than 20, or one isn't the ARN of a deployment
     */
    public Mono<DescribeServiceDeploymentsResponse> describe(Collection<String> arns) {
        return calls.describe(EcsRequests.describe(arns));
    }

    /** {@return what paces the calls: the quota that the builder was given, or {@link ApiQuota#unlimited()}} */
    public ApiQuota quota() {
        return calls.quota;
    }

    private static ListServiceDeploymentsRequest built(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ListServiceDeploymentsRequest.builder().applyMutation(request).build();
    }
}
