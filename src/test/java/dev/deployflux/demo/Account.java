package dev.deployflux.demo;

import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Where the demo's deployments come from. */
interface Account extends AutoCloseable {

    /** Calls this account; closed with it. */
    EcsAsyncClient client();

    /** For people: what can be listed here. */
    String contents();

    @Override
    void close();
}
