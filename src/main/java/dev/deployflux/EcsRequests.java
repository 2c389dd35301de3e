package dev.deployflux;

import static dev.deployflux.concurrent.Arguments.require;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ApiName;
import software.amazon.awssdk.services.ecs.model.CreatedAt;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/** Turns a caller's request into the one that is sent, or says what to write instead. */
final class EcsRequests {

    /** ECS's largest page. A request that doesn't say gets 20 deployments or 10 services, at five or ten times the calls. */
    static final int MAX_RESULTS = 100;

    /** The version is in the jar's manifest, which classes outside a jar don't have. */
    private static final ApiName MARK = ApiName.builder()
            .name("deployflux")
            .version(
                    Objects.requireNonNullElse(EcsRequests.class.getPackage().getImplementationVersion(), "unpackaged"))
            .build();

    /**
     * Marks a call in the user agent, as the SDK's own paginators do, so that access logs tell whose it is. One for all calls, as
     * making it takes longer than comparing what a page lists.
     */
    static final AwsRequestOverrideConfiguration MARKED = AwsRequestOverrideConfiguration.builder()
            .applyMutation(EcsRequests::mark)
            .build();

    /** How many deployments one call describes. */
    static final int MAX_ARNS = 20;

    private static final int MAX_SERVICES = 10;

    private static final Pattern ARN =
            Pattern.compile("arn:[^:/\\s]+:ecs:[^:/\\s]+:[^:/\\s]+:service-deployment/[^:/\\s]+/[^:/\\s]+/[^:/\\s]+");

    private EcsRequests() {}

    static ListServiceDeploymentsRequest built(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        return ListServiceDeploymentsRequest.builder().applyMutation(request).build();
    }

    /**
     * The request to send for one service.
     *
     * @throws IllegalArgumentException if ECS would refuse it, or would read it as something else than it says
     */
    static ListServiceDeploymentsRequest list(ListServiceDeploymentsRequest request) {
        require(
                isPresent(request.service()),
                "service is not set: name the service or its ARN, as in request.service(\"web\")");
        require(
                request.cluster() == null || isPresent(request.cluster()),
                "cluster is blank: name the cluster or its ARN, or leave it unset for the cluster \"default\"");
        require(
                request.nextToken() == null || isPresent(request.nextToken()),
                "nextToken is blank: leave it unset to start with the first page");
        return sendable(request);
    }

    /**
     * The request to send for every service, once its cluster and service are filled in.
     *
     * @throws IllegalArgumentException as {@link #list}, and if it names what differs from service to service
     */
    static ListServiceDeploymentsRequest listAll(ListServiceDeploymentsRequest request) {
        require(
                request.service() == null && request.cluster() == null,
                "the request names " + (request.service() != null ? "the service " : "the cluster ")
                        + (request.service() != null ? request.service() : request.cluster())
                        + ", but listAll fills in both: leave them unset, or use list(..) for one service");
        require(
                request.nextToken() == null,
                "nextToken is set, but it belongs to one service's pages: leave it unset, or use list(..) for one"
                        + " service");
        return sendable(request);
    }

    /**
     * The request to send for every slice of its window.
     *
     * @throws IllegalArgumentException as {@link #list}, and if it starts at a token
     */
    static ListServiceDeploymentsRequest scan(ListServiceDeploymentsRequest request) {
        require(
                request.nextToken() == null,
                "nextToken is set, but it belongs to a chain of pages, and a scan follows several: leave it unset, or"
                        + " use list(..) to go on where you stopped");
        return list(request);
    }

    /** Narrows the request to a slice of its window; a slice without edges is the whole of a window that has none. */
    static ListServiceDeploymentsRequest slice(
            ListServiceDeploymentsRequest sendable, @Nullable Instant after, @Nullable Instant before) {
        return after == null && before == null
                ? sendable
                : sendable.toBuilder()
                        .createdAt(window -> window.after(after).before(before))
                        .build();
    }

    /**
     * The request that describes these deployments.
     *
     * @throws IllegalArgumentException if ECS would refuse it as a whole, because of one ARN or of their number
     */
    static DescribeServiceDeploymentsRequest describe(Collection<String> arns) {
        require(
                !arns.isEmpty() && arns.size() <= MAX_ARNS,
                arns.size() + " ARNs are given, but one call describes 1 to 20 deployments: split them, as with"
                        + " deployments.details(Flux.fromIterable(arns))");
        arns.forEach(EcsRequests::checkArn);
        return DescribeServiceDeploymentsRequest.builder()
                .serviceDeploymentArns(arns)
                .overrideConfiguration(MARKED)
                .build();
    }

    /**
     * The request that describes these services.
     *
     * @throws IllegalArgumentException if there are none or too many, or they are of several clusters
     */
    static DescribeServicesRequest describeServices(Collection<ServiceRef> services) {
        require(
                !services.isEmpty() && services.size() <= MAX_SERVICES,
                services.size() + " services are given, but one call describes 1 to 10: split them, as with"
                        + " Flux.fromIterable(services).buffer(10)");
        Set<String> clusters =
                services.stream().map(ServiceRef::cluster).collect(Collectors.toCollection(TreeSet::new));
        require(
                clusters.size() == 1,
                "services of the clusters " + clusters
                        + " are given, but one call describes those of one: group them by" + " cluster first");
        return DescribeServicesRequest.builder()
                .cluster(clusters.iterator().next())
                .services(services.stream().map(ServiceRef::service).toList())
                .overrideConfiguration(MARKED)
                .build();
    }

    /**
     * Checks the ARN of a deployment.
     *
     * @throws IllegalArgumentException if it is the ARN of something else, or none
     */
    static void checkArn(@Nullable String arn) {
        require(
                arn != null && ARN.matcher(arn).matches(),
                (arn == null || arn.isEmpty()
                                ? "a row has no serviceDeploymentArn"
                                : "\"" + arn + "\" is no ARN of a deployment")
                        + ": write one like"
                        + " arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/NCWGC2ZR-taawPAYrIaU5,"
                        + " the serviceDeploymentArn of a row");
    }

    /**
     * Checks the clusters whose services are to be listed.
     *
     * @throws IllegalArgumentException if there is none, or one is blank
     */
    static void checkClusters(String... clusters) {
        require(
                clusters.length > 0,
                "no cluster is given: name some, as in services(\"prod\"), or use services(clusters()) for all");
        for (String cluster : clusters) {
            checkCluster(cluster);
        }
    }

    /**
     * Checks a cluster whose services are to be listed.
     *
     * @throws IllegalArgumentException if it is blank
     */
    static void checkCluster(String cluster) {
        require(isPresent(cluster), "a cluster is blank: name each cluster, or its ARN, as in services(\"prod\")");
    }

    private static ListServiceDeploymentsRequest sendable(ListServiceDeploymentsRequest request) {
        checkStatus(request);
        checkCreatedAt(request.createdAt());
        Integer maxResults = request.maxResults();
        require(
                maxResults == null || (maxResults >= 1 && maxResults <= MAX_RESULTS),
                "maxResults is " + maxResults + ", but a page has 1 to 100 rows: leave it unset for pages of 100,"
                        + " and use take(n) on the Flux to get n rows");
        return request.toBuilder()
                .maxResults(maxResults == null ? MAX_RESULTS : maxResults)
                .overrideConfiguration(request.overrideConfiguration()
                        .map(own ->
                                own.toBuilder().applyMutation(EcsRequests::mark).build())
                        .orElse(MARKED))
                .build();
    }

    private static void mark(AwsRequestOverrideConfiguration.Builder request) {
        request.addApiName(MARK);
    }

    private static void checkStatus(ListServiceDeploymentsRequest request) {
        // The SDK writes its constant UNKNOWN_TO_SDK_VERSION as the text "null".
        for (String status : request.statusAsStrings()) {
            require(
                    isPresent(status) && !status.equals("null"),
                    "status has an entry without a name: a status that this SDK has no constant for is given as text,"
                            + " with request.statusWithStrings(\"...\")");
        }
    }

    private static void checkCreatedAt(@Nullable CreatedAt createdAt) {
        if (createdAt == null || createdAt.after() == null || createdAt.before() == null) {
            return;
        }
        require(
                sent(createdAt.after()).isBefore(sent(createdAt.before())),
                "createdAt.after (" + createdAt.after() + ") is not before createdAt.before (" + createdAt.before()
                        + "): the window runs from after to before, and its edges are sent in whole milliseconds");
    }

    /** The SDK writes three decimals of a second and cuts the rest. */
    private static Instant sent(Instant edge) {
        return edge.truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean isPresent(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
