package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** Deployments in flight, 20 of any services a call, by ARN. */
final class DeploymentDescriptions implements DescribeOperation<String, ServiceDeployment> {

    private final ServiceDeployments deployments;
    private final WatchOptions options;

    DeploymentDescriptions(ServiceDeployments deployments, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
    }

    @Override
    public int most() {
        return 20;
    }

    @Override
    public boolean fit(String one, String other) {
        return true;
    }

    @Override
    public Duration interval() {
        return options.interval;
    }

    @Override
    public Duration untilNext() {
        return options.lengthened(options.interval);
    }

    @Override
    public Mono<Descriptions<String, ServiceDeployment>> call(List<String> arns) {
        return deployments.describe(arns).map(DeploymentDescriptions::read);
    }

    private static Descriptions<String, ServiceDeployment> read(DescribeServiceDeploymentsResponse response) {
        Map<String, ServiceDeployment> found = new HashMap<>();
        for (ServiceDeployment each : response.serviceDeployments()) {
            if (each != null && each.serviceDeploymentArn() != null) {
                found.put(each.serviceDeploymentArn(), each);
            }
        }
        Map<String, String> reasons = new HashMap<>();
        for (Failure each : response.failures()) {
            if (each != null && each.arn() != null && each.reason() != null) {
                reasons.put(each.arn(), each.reason());
            }
        }
        return new Descriptions<>(found, reasons);
    }
}
