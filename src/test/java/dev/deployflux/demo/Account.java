package dev.deployflux.demo;

import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Where the demo's deployments come from. */
interface Account extends AutoCloseable {

    /** Calls this account; closed with it. */
    EcsAsyncClient client();

    /** For people: what can be listed here. */
    String contents();

    /** A cluster that can be listed, or a place holder for its name. */
    default String exampleCluster() {
        return "<cluster>";
    }

    /** A service of it, or a place holder. */
    default String exampleService() {
        return "<service>";
    }

    @Override
    void close();
}
