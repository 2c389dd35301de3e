package dev.deployflux.benchmarks.ecs;

import dev.deployflux.ServiceRef;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;

/** What is asked for, by deployflux and its peers alike. */
public final class Requests {

    /** The whole history of the one service, in pages of 100 rows. */
    public static final ListServiceDeploymentsRequest WEB = of(new ServiceRef("prod", "web"));

    private Requests() {}

    /** The whole history of that service, in pages of 100 rows. */
    public static ListServiceDeploymentsRequest of(ServiceRef service) {
        return ListServiceDeploymentsRequest.builder()
                .cluster(service.cluster())
                .service(service.service())
                .maxResults(100)
                .build();
    }
}
