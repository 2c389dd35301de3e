package dev.deployflux;

import java.util.Objects;

/**
 * A service whose deployments could not be listed, or not to the end.
 *
 * @param service which one
 * @param error the SDK's own exception, such as {@code ServiceNotFoundException} if the service was deleted meanwhile, or
 *     an {@link IllegalStateException} for a token that came twice
 */
public record ServiceFailure(ServiceRef service, Throwable error) {

    /**
     * A failure of that service.
     *
     * @param service which one
     * @param error why
     * @throws NullPointerException that names the argument which is {@code null}
     */
    public ServiceFailure {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(error, "error");
    }

    /**
     * The failure for people to read.
     *
     * @return the service and what happened
     */
    @Override
    public String toString() {
        return service + ": " + error;
    }
}
