package dev.deployflux.autoconfigure;

import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** For things that are only made to see whether they can be. */
final class NeverCalled implements EcsAsyncClient {

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
