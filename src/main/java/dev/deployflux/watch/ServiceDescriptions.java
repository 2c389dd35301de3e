package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.Service;

/** Services, 10 of a cluster a call. */
final class ServiceDescriptions implements DescribeOperation<ServiceRef, Service> {

    private final ServiceDeployments deployments;
    private final WatchOptions options;

    ServiceDescriptions(ServiceDeployments deployments, WatchOptions options) {
        this.deployments = deployments;
        this.options = options;
    }

    @Override
    public int most() {
        return 10;
    }

    @Override
    public boolean fit(ServiceRef one, ServiceRef other) {
        return one.cluster().equals(other.cluster());
    }

    @Override
    public Duration interval() {
        return options.idleInterval;
    }

    @Override
    public Duration untilNext() {
        return untilNext(options);
    }

    /** The pause varies by the larger half of the jitter, as there are many such calls. */
    static Duration untilNext(WatchOptions options) {
        double share = options.jitter / 2;
        return options.lengthened(options.idleInterval, share, share);
    }

    @Override
    public Mono<Descriptions<ServiceRef, Service>> call(List<ServiceRef> services) {
        return deployments.describeServices(services).map(response -> read(services, response));
    }

    private static Descriptions<ServiceRef, Service> read(
            List<ServiceRef> services, DescribeServicesResponse response) {
        Map<String, ServiceRef> asked = new HashMap<>();
        services.forEach(each -> asked.put(each.service(), each));
        Map<ServiceRef, Service> found = new HashMap<>();
        for (Service each : response.services()) {
            ServiceRef service = each == null ? null : asked.get(each.serviceName());
            if (service != null) {
                found.put(service, each);
            }
        }
        Map<ServiceRef, String> reasons = new HashMap<>();
        for (Failure each : response.failures()) {
            ServiceRef service = each == null || each.arn() == null ? null : asked.get(name(each.arn()));
            if (service != null && each.reason() != null) {
                reasons.put(service, each.reason());
            }
        }
        return new Descriptions<>(found, reasons);
    }

    /** The last part of an ARN. */
    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
