package dev.deployflux.demo;

import dev.deployflux.quota.ApiQuota;
import java.time.InstantSource;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Where the demo's deployments come from. */
interface Account extends AutoCloseable {

    /** Calls this account; closed with it. */
    EcsAsyncClient client();

    /** What a bulk scan may ask of it. */
    ApiQuota quota();

    /** The time on which its deployments live. */
    default InstantSource clock() {
        return InstantSource.system();
    }

    /** Whether it may be played with. */
    default boolean isSimulated() {
        return false;
    }

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
