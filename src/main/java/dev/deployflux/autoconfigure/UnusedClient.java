package dev.deployflux.autoconfigure;

import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** A client that is never called, for what is built only to see whether it can be. */
final class UnusedClient implements EcsAsyncClient {

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
