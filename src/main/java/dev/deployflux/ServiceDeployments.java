package dev.deployflux;

import dev.deployflux.quota.ApiQuota;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The deployment history of Amazon ECS services, as streams.
 *
 * <p>{@link #list} and {@link #pages} read one service, {@link #scan} reads one faster, {@link #listAll} reads many, which
 * {@link #clusters} and {@link #services} find, and {@link #details()} tells more of the rows. Every stream is cold, makes
 * calls by demand, and aborts them on cancel: the {@linkplain dev.deployflux package} states what holds for all of them.
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
     * document. ECS keeps a deployment for 90 days. Costs one ListServiceDeployments call per page, at least one, and for n rows
     * n/100 rounded up if ECS fills its pages; one more when ECS names a token after its last row.
     *
     * @param request the service, and optionally the cluster, a filter by status and creation time, {@code maxResults}
     *     from 1 to 100 rows a page (default 100) and a {@code nextToken} to start at. Edges of {@code createdAt} are sent
     *     in milliseconds; whether they are inclusive ECS doesn't document. An emulator that ignores a filter sends all rows.
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, if the request names no service, has a blank cluster or token, a {@code
     *     maxResults} outside 1 to 100, a {@code createdAt} that is no window, or a status without a name
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
        return list(EcsRequests.built(request));
    }

    /**
     * The same calls as {@link #list(ListServiceDeploymentsRequest)} makes, as whole responses, also those without rows.
     *
     * @param request as for {@code list}, which refuses the same ones
     * @return a cold flux of the pages, of which n cost n calls; its errors are those of {@code listServiceDeployments}
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
        return pages(EcsRequests.built(request));
    }

    /**
     * All clusters of the client's account and region, as ARNs, as ECS lists them. Costs one ListClusters call for 100, by demand.
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
     * All services of the clusters that come, such as {@code services(clusters())}: cluster after cluster, as ECS lists them. Costs
     * one ListServices call for 100 services, and at least one for a cluster, by demand.
     *
     * @param clusters names or ARNs; subscribed to with the flux, and requested one at a time
     * @return a cold flux. A cluster that fails keeps none behind it from being listed: its error ends the stream after their
     *     services, and {@link ClusterFailure} tells which cluster it is about.
     */
    public Flux<ServiceRef> services(Publisher<String> clusters) {
        Objects.requireNonNull(clusters, "clusters");
        return discovery.services(clusters);
    }

    /**
     * The deployments of many services that the request selects, several at once, rows mixed as their pages arrive. Costs at least
     * one call per service, besides what their publisher costs. {@link FanOutOptions} say how many are under way or held.
     *
     * @param services such as {@code services("prod")}; subscribed to at the first demand, and asked for more on threads that
     *     complete calls: one that blocks wants {@code subscribeOn(boundedElastic())}
     * @param request a filter by status and creation time, and {@code maxResults}, for all of them
     * @param options concurrency, order, and what a failing service does to the others
     * @return a cold flux. A service that fails keeps no other from being listed: a {@link FanOutException} at the end names it.
     *     An error of the publisher of services comes last. The options may say otherwise.
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that names a service, cluster or token
     */
    public Flux<ServiceDeploymentBrief> listAll(
            Publisher<ServiceRef> services, ListServiceDeploymentsRequest request, FanOutOptions options) {
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
        return listAll(services, EcsRequests.built(request), options);
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
        return listAll(services, EcsRequests.built(request));
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
     * The same rows as {@link #list} for the same request, each once and in no particular order, fetched in several slices of
     * {@code createdAt} at once. {@link ScanOptions} say what that costs, and when it pays.
     *
     * @param request as for {@code list}, without a token; its {@code createdAt} is the window, all there is if it has none
     * @param options the number of slices, and who hears of the progress
     * @return a cold flux; its errors are those of the SDK's {@code listServiceDeployments}
     * @throws IllegalArgumentException at once, for a request that {@code list} refuses, or that has a token
     */
    public Flux<ServiceDeploymentBrief> scan(ListServiceDeploymentsRequest request, ScanOptions options) {
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
        return scan(EcsRequests.built(request), options);
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
        return scan(EcsRequests.built(request));
    }

    /**
     * Up to 20 deployments of any services, in full, by one DescribeServiceDeployments call for each subscription.
     *
     * @param arns 1 to 20 ARNs of deployments
     * @return a cold mono of the SDK's own response, whose {@code failures} name those that ECS doesn't know
     * @throws IllegalArgumentException at once, if there are none or more than 20, or one isn't the ARN of a deployment
     */
    public Mono<DescribeServiceDeploymentsResponse> describe(Collection<String> arns) {
        return calls.describe(EcsRequests.describe(arns));
    }

    /**
     * Up to 10 services of one cluster, by one DescribeServices call for each subscription, out of the bucket of ListServices.
     *
     * @param services 1 to 10 of one cluster
     * @return a cold mono of the SDK's own response, whose {@code failures} name those that ECS doesn't know
     * @throws IllegalArgumentException at once, if there are none or more than 10, or they are of several clusters
     */
    public Mono<DescribeServicesResponse> describeServices(Collection<ServiceRef> services) {
        return calls.describe(EcsRequests.describeServices(services));
    }

    /**
     * Turns rows into their deployments in full, as in {@code rows.transformDeferred(deployments.details())}: in order, one for
     * each row, of whatever services. Costs a DescribeServiceDeployments call for 20 of them, by demand: no more rows are
     * requested than deployments are, so n rows that come without a pause cost n/20 calls rounded up, one at a time.
     *
     * @param options when a batch goes that isn't full, and what becomes of deployments that ECS doesn't know
     * @return an operator for any number of fluxes. Their error comes last; a {@link DetailsException} at the end names what
     *     could not be described, unless the options say otherwise.
     */
    public Function<Flux<ServiceDeploymentBrief>, Flux<ServiceDeployment>> details(DetailsOptions options) {
        Objects.requireNonNull(options, "options");
        return rows -> DetailsRoute.rows(rows, ServiceDeploymentBrief::serviceDeploymentArn, this::describe, options);
    }

    /** {@return as {@link #details(DetailsOptions)}, with the default options} */
    public Function<Flux<ServiceDeploymentBrief>, Flux<ServiceDeployment>> details() {
        return details(DetailsOptions.create());
    }

    /**
     * {@return the deployments that these name, as {@link #details(DetailsOptions)} describes them}
     *
     * @param arns of deployments; what is none is named like what ECS doesn't know, and never sent
     * @param options as there
     */
    public Flux<ServiceDeployment> details(Publisher<String> arns, DetailsOptions options) {
        return DetailsRoute.rows(arns, arn -> arn, this::describe, options);
    }

    /**
     * {@return as {@link #details(Publisher, DetailsOptions)}, with the default options}
     *
     * @param arns as there
     */
    public Flux<ServiceDeployment> details(Publisher<String> arns) {
        return details(arns, DetailsOptions.create());
    }

    /** {@return what paces the calls: the quota that the builder was given, or {@link ApiQuota#unlimited()}} */
    public ApiQuota quota() {
        return calls.quota;
    }
}
