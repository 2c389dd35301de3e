package dev.deployflux.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * Deployments in memory, all of the service prod/web, that are described and listed on the calling thread, or when a
 * test says so.
 */
final class OutcomeClient implements EcsAsyncClient {

    static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final String OWNER = "arn:aws:ecs:eu-central-1:123456789012:";

    final Map<String, ServiceDeployment> deployments = new LinkedHashMap<>();
    final List<List<String>> describes = new CopyOnWriteArrayList<>();
    final List<ListServiceDeploymentsRequest> lists = new CopyOnWriteArrayList<>();

    /** Calls that were held back, not yet answered. */
    final ConcurrentLinkedQueue<CompletableFuture<?>> held = new ConcurrentLinkedQueue<>();

    Function<List<String>, @Nullable Throwable> describeFault = arns -> null;

    @Nullable
    Throwable listFault;

    boolean holdsDescribes;
    boolean holdsLists;

    static String arn(String id) {
        return OWNER + "service-deployment/prod/web/" + id;
    }

    static Throwable error(int status, String code) {
        return EcsException.builder()
                .statusCode(status)
                .message(code)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(code)
                        .build())
                .build();
    }

    /** Adds a deployment, or replaces it. */
    String put(String id, ServiceDeploymentStatus status, Consumer<ServiceDeployment.Builder> more) {
        deployments.put(
                arn(id),
                ServiceDeployment.builder()
                        .serviceDeploymentArn(arn(id))
                        .serviceArn(OWNER + "service/prod/web")
                        .clusterArn(OWNER + "cluster/prod")
                        .createdAt(NOON)
                        .status(status)
                        .applyMutation(more)
                        .build());
        return arn(id);
    }

    String put(String id, ServiceDeploymentStatus status) {
        return put(id, status, d -> {});
    }

    @Override
    public CompletableFuture<DescribeServiceDeploymentsResponse> describeServiceDeployments(
            DescribeServiceDeploymentsRequest request) {
        List<String> arns = List.copyOf(request.serviceDeploymentArns());
        describes.add(arns);
        return answer(holdsDescribes, describeFault.apply(arns), () -> describe(arns));
    }

    private DescribeServiceDeploymentsResponse describe(List<String> arns) {
        List<ServiceDeployment> found = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String arn : arns) {
            ServiceDeployment deployment = deployments.get(arn);
            if (deployment != null) {
                found.add(deployment);
            } else {
                failures.add(Failure.builder().arn(arn).reason("MISSING").build());
            }
        }
        return DescribeServiceDeploymentsResponse.builder()
                .serviceDeployments(found)
                .failures(failures)
                .build();
    }

    /** Both edges of the window are inclusive, the newest comes first. */
    @Override
    public CompletableFuture<ListServiceDeploymentsResponse> listServiceDeployments(
            ListServiceDeploymentsRequest request) {
        lists.add(request);
        return answer(holdsLists, listFault, () -> ListServiceDeploymentsResponse.builder()
                .serviceDeployments(rows(request))
                .build());
    }

    private List<ServiceDeploymentBrief> rows(ListServiceDeploymentsRequest request) {
        Instant before = request.createdAt().before();
        return deployments.values().stream()
                .filter(d -> !d.createdAt().isBefore(request.createdAt().after()))
                .filter(d -> before == null || !d.createdAt().isAfter(before))
                .sorted((a, b) -> b.createdAt().compareTo(a.createdAt()))
                .map(d -> ServiceDeploymentBrief.builder()
                        .serviceDeploymentArn(d.serviceDeploymentArn())
                        .createdAt(d.createdAt())
                        .status(d.statusAsString())
                        .build())
                .toList();
    }

    private <T> CompletableFuture<T> answer(boolean holds, @Nullable Throwable fault, Supplier<T> answer) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable complete = () -> {
            if (fault != null) {
                future.completeExceptionally(fault);
            } else {
                future.complete(answer.get());
            }
        };
        if (holds) {
            held.add(future);
            releases.add(complete);
        } else {
            complete.run();
        }
        return future;
    }

    private final ConcurrentLinkedQueue<Runnable> releases = new ConcurrentLinkedQueue<>();

    /** Answers all calls that are held by now. */
    void release() {
        List<Runnable> all = List.copyOf(releases);
        releases.removeAll(all);
        all.forEach(Runnable::run);
    }

    long underWay() {
        return held.stream().filter(call -> !call.isDone()).count();
    }

    /** How many of all calls asked for this deployment. */
    long asked(String arn) {
        return describes.stream()
                .flatMap(Collection::stream)
                .filter(arn::equals)
                .count();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
