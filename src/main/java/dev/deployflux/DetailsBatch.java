package dev.deployflux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** The deployments that one call is to describe, all of one account and region, and how its answer is read. */
final class DetailsBatch {

    private static final String UNKNOWN = "MISSING";
    private static final String RESOURCE = "service-deployment/";

    private final List<String> arns = new ArrayList<>(EcsRequests.MAX_ARNS);

    /** What ARNs of its account and region begin with. */
    private @Nullable String owner;

    int size() {
        return arns.size();
    }

    boolean isEmpty() {
        return arns.isEmpty();
    }

    /** Whether this one, a {@linkplain EcsRequests#checkArn checked} ARN, may be asked for in the same call. */
    boolean fits(String arn) {
        return owner == null || arn.startsWith(owner);
    }

    void add(String arn) {
        if (owner == null) {
            owner = arn.substring(0, arn.indexOf(RESOURCE) + RESOURCE.length());
        }
        arns.add(arn);
    }

    /** Each once, however often it is to be delivered. */
    Set<String> distinct() {
        return new LinkedHashSet<>(arns);
    }

    /** Those that ECS knows, in the order in which they were added, whatever its own is. */
    List<ServiceDeployment> in(DescribeServiceDeploymentsResponse answer) {
        Map<String, ServiceDeployment> described = described(answer);
        List<ServiceDeployment> rows = new ArrayList<>(arns.size());
        for (String arn : arns) {
            ServiceDeployment deployment = described.get(arn);
            if (deployment != null) {
                rows.add(deployment);
            }
        }
        return rows;
    }

    /** Those that it doesn't know: it names them as failures, or leaves them out. */
    List<DetailsFailure> missingIn(DescribeServiceDeploymentsResponse answer) {
        Map<String, ServiceDeployment> described = described(answer);
        if (described.keySet().containsAll(arns)) {
            return List.of();
        }
        Map<String, Failure> failures = new HashMap<>();
        for (Failure failure : answer.failures()) {
            if (failure != null) {
                failures.put(failure.arn(), failure);
            }
        }
        return distinct().stream()
                .filter(arn -> !described.containsKey(arn))
                .map(arn -> new DetailsFailure(arn, error(arn, failures.get(arn))))
                .toList();
    }

    /** All of them, as the whole call failed. */
    List<DetailsFailure> failed(Throwable error) {
        return distinct().stream().map(arn -> new DetailsFailure(arn, error)).toList();
    }

    private static Map<String, ServiceDeployment> described(DescribeServiceDeploymentsResponse answer) {
        Map<String, ServiceDeployment> described = new LinkedHashMap<>();
        for (ServiceDeployment deployment : answer.serviceDeployments()) {
            if (deployment != null) {
                described.put(deployment.serviceDeploymentArn(), deployment);
            }
        }
        return described;
    }

    private static EcsException error(String arn, @Nullable Failure failure) {
        if (failure == null || failure.reason() == null || failure.reason().equals(UNKNOWN)) {
            return ServiceDeploymentNotFoundException.builder()
                    .message("ECS doesn't know the deployment " + arn + ": it keeps one for 90 days")
                    .build();
        }
        return (EcsException) EcsException.builder()
                .message("ECS didn't describe the deployment " + arn + ": " + failure.reason()
                        + (failure.detail() == null ? "" : ", " + failure.detail()))
                .build();
    }

    @Override
    public String toString() {
        int others = arns.size() - 1;
        return arns.get(0) + (others == 0 ? "" : " and " + others + (others == 1 ? " other" : " others"));
    }
}
