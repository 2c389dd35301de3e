package dev.deployflux.benchmarks.ecs;

import dev.deployflux.ServiceRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceCurrentRevisionSummary;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;

/**
 * An ECS without a wire, of one cluster in which most services are idle. What it answers is made when a deployment begins or
 * ends, so that answering costs next to nothing.
 */
public final class QuietAccount implements EcsAsyncClient {

    private final List<ServiceRef> services;
    private final Map<String, ListServiceDeploymentsResponse> lists = new HashMap<>();
    private final Map<String, Service> described = new HashMap<>();
    private final Map<String, ServiceDeployment> deployments = new HashMap<>();
    private int number;
    private long deploymentCalls;
    private long serviceCalls;

    /** Services {@code s0}, {@code s1} and so on, each with a deployment that was over then. */
    public QuietAccount(int services, Instant then) {
        this.services = IntStream.range(0, services)
                .mapToObj(i -> new ServiceRef("prod", "s" + i))
                .toList();
        for (ServiceRef service : this.services) {
            tell(service.service(), Rows.finished(service.service(), number++, then.minusSeconds(3_600)), List.of());
        }
    }

    /** All of them. */
    public List<ServiceRef> services() {
        return services;
    }

    /** A deployment begins. */
    public void begin(ServiceRef service, Instant now) {
        String name = service.service();
        tell(name, Rows.row(name, number++, now, ServiceDeploymentStatus.IN_PROGRESS), newest(name));
    }

    /** It is over. */
    public void end(ServiceRef service, Instant now) {
        String name = service.service();
        List<ServiceDeploymentBrief> rows = lists.get(name).serviceDeployments();
        ServiceDeploymentBrief over = rows.get(0).toBuilder()
                .status(ServiceDeploymentStatus.SUCCESSFUL)
                .finishedAt(now)
                .build();
        tell(name, over, rows.subList(1, rows.size()));
    }

    private List<ServiceDeploymentBrief> newest(String name) {
        return lists.get(name).serviceDeployments().subList(0, 1);
    }

    private void tell(String name, ServiceDeploymentBrief row, List<ServiceDeploymentBrief> older) {
        List<ServiceDeploymentBrief> rows = older.isEmpty() ? List.of(row) : List.of(row, older.get(0));
        lists.put(
                name,
                ListServiceDeploymentsResponse.builder()
                        .serviceDeployments(rows)
                        .build());
        boolean over = row.status() == ServiceDeploymentStatus.SUCCESSFUL;
        described.put(
                name,
                Service.builder()
                        .serviceArn(row.serviceArn())
                        .serviceName(name)
                        .clusterArn(row.clusterArn())
                        .status("ACTIVE")
                        .currentServiceDeployment(row.serviceDeploymentArn())
                        .currentServiceRevisions(ServiceCurrentRevisionSummary.builder()
                                .arn(row.targetServiceRevisionArn())
                                .build())
                        .deployments(Deployment.builder()
                                .id(row.serviceDeploymentArn())
                                .status("PRIMARY")
                                .rolloutState(
                                        over ? DeploymentRolloutState.COMPLETED : DeploymentRolloutState.IN_PROGRESS)
                                .build())
                        .events(ServiceEvent.builder()
                                .id(row.serviceDeploymentArn() + row.statusAsString())
                                .build())
                        .build());
        older.forEach(each -> deployments.remove(each.serviceDeploymentArn()));
        deployments.put(
                row.serviceDeploymentArn(),
                ServiceDeployment.builder()
                        .serviceDeploymentArn(row.serviceDeploymentArn())
                        .serviceArn(row.serviceArn())
                        .clusterArn(row.clusterArn())
                        .status(row.status())
                        .createdAt(row.createdAt())
                        .startedAt(row.startedAt())
                        .finishedAt(row.finishedAt())
                        .updatedAt(over ? row.finishedAt() : row.startedAt())
                        .build());
    }

    /** Lists and descriptions of deployments, which share a bucket, since the last time that this was asked. */
    public long takeDeploymentCalls() {
        long calls = deploymentCalls;
        deploymentCalls = 0;
        return calls;
    }

    /** Descriptions of services since the last time that this was asked. */
    public long takeServiceCalls() {
        long calls = serviceCalls;
        serviceCalls = 0;
        return calls;
    }

    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        deploymentCalls++;
        return CompletableFuture.completedFuture(lists.get(request.service()));
    }

    @Override
    public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
            DescribeServiceDeploymentsRequest request) {
        deploymentCalls++;
        return CompletableFuture.completedFuture(DescribeServiceDeploymentsResponse.builder()
                .serviceDeployments(request.serviceDeploymentArns().stream()
                        .map(deployments::get)
                        .filter(Objects::nonNull)
                        .toList())
                .build());
    }

    @Override
    public CompletableFuture<DescribeServicesResponse> describeServices(DescribeServicesRequest request) {
        serviceCalls++;
        return CompletableFuture.completedFuture(DescribeServicesResponse.builder()
                .services(request.services().stream().map(described::get).toList())
                .build());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
