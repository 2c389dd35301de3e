package dev.deployflux;

import dev.deployflux.paging.Pages;
import dev.deployflux.quota.ApiBucket;
import java.util.Objects;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ListClustersRequest;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** The paged operations of ECS that are read here: each page is one call of the SDK's client. */
final class ApiPages {

    /** The most that ListServices and ListClusters give; left out, they give 10 and 100. */
    private static final int MAX_RESULTS = 100;

    private final EcsAsyncClient client;
    private final ApiCalls calls;
    private final int readAhead;

    ApiPages(EcsAsyncClient client, ApiCalls calls, int readAhead) {
        this.client = client;
        this.calls = calls;
        this.readAhead = readAhead;
    }

    /** The deployments of one service that a {@linkplain ListRequest checked} request selects. */
    Pages<ListServiceDeploymentsResponse> deployments(ListServiceDeploymentsRequest request) {
        Pages<ListServiceDeploymentsResponse> pages = Pages.of(
                token -> calls.make(
                        ApiBucket.SERVICE_DEPLOYMENTS,
                        "ListServiceDeployments",
                        () -> client.listServiceDeployments(
                                Objects.equals(token, request.nextToken())
                                        ? request // the first page, and mostly the only one
                                        : request.toBuilder().nextToken(token).build())),
                ListServiceDeploymentsResponse::nextToken);
        return pages.startingAt(request.nextToken()).readAhead(readAhead);
    }

    /** The services of one cluster. */
    Pages<ListServicesResponse> services(String cluster) {
        ListServicesRequest request = ListServicesRequest.builder()
                .cluster(cluster)
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return Pages.<ListServicesResponse>of(
                        token -> calls.make(
                                ApiBucket.SERVICES,
                                "ListServices",
                                () -> client.listServices(
                                        request.toBuilder().nextToken(token).build())),
                        ListServicesResponse::nextToken)
                .readAhead(readAhead);
    }

    /** The clusters of the client's account and region. */
    Pages<ListClustersResponse> clusters() {
        ListClustersRequest request = ListClustersRequest.builder()
                .maxResults(MAX_RESULTS)
                .overrideConfiguration(UserAgent.mark())
                .build();
        return Pages.<ListClustersResponse>of(
                        token -> calls.make(
                                ApiBucket.CLUSTERS,
                                "ListClusters",
                                () -> client.listClusters(
                                        request.toBuilder().nextToken(token).build())),
                        ListClustersResponse::nextToken)
                .readAhead(readAhead);
    }
}
