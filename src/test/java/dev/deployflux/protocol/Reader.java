package dev.deployflux.protocol;

import dev.deployflux.ServiceDeployments;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Who makes something of an answer: our fluxes, and the client below them for what they don't call. */
record Reader(EcsAsyncClient client, ServiceDeployments deployments) {

    static Reader by(EcsAsyncClient client) {
        return new Reader(client, ServiceDeployments.create(client));
    }
}
