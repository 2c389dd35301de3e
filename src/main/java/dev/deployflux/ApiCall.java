package dev.deployflux;

import java.time.Duration;

/** A call to the ECS API that is about to be made. Immutable. */
public final class ApiCall {

    private final String operation;
    private final Duration waited;

    ApiCall(String operation, Duration waited) {
        this.operation = operation;
        this.waited = waited;
    }

    /**
     * Which call it is.
     *
     * @return the operation as ECS names it, such as {@code ListServiceDeployments}; one of five names
     */
    public String operation() {
        return operation;
    }

    /**
     * How long the call has waited for its permit of the quota.
     *
     * @return in real time; zero or more
     */
    public Duration waited() {
        return waited;
    }
}
