package dev.deployflux.simulator;

import java.util.Arrays;
import java.util.Optional;

/** The ECS operations that the simulator answers. Any other gets {@code UnknownOperationException}. */
public enum Operation {
    LIST_SERVICE_DEPLOYMENTS("ListServiceDeployments"),
    DESCRIBE_SERVICE_DEPLOYMENTS("DescribeServiceDeployments"),
    LIST_SERVICES("ListServices"),
    LIST_CLUSTERS("ListClusters"),
    DESCRIBE_SERVICES("DescribeServices"),
    STOP_SERVICE_DEPLOYMENT("StopServiceDeployment"),
    CONTINUE_SERVICE_DEPLOYMENT("ContinueServiceDeployment"),
    DESCRIBE_SERVICE_REVISIONS("DescribeServiceRevisions");

    private static final String TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113.";

    private final String wireName;

    Operation(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire and in the ECS documentation, such as {@code ListServiceDeployments}. */
    public String wireName() {
        return wireName;
    }

    /** The operation that an {@code X-Amz-Target} header names, or none when the simulator doesn't know it. */
    static Optional<Operation> ofTarget(String target) {
        return Arrays.stream(values())
                .filter(operation -> target.equals(TARGET_PREFIX + operation.wireName))
                .findFirst();
    }
}
