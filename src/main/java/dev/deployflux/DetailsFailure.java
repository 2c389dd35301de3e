package dev.deployflux;

import java.util.Objects;

/**
 * A deployment that could not be described.
 *
 * @param arn which one, as it was given; empty if a row had none
 * @param error the SDK's own exception: a {@code ServiceDeploymentNotFoundException} if ECS answered without it, or what the
 *     whole call failed with, such as {@code AccessDeniedException}. An {@link IllegalArgumentException} if what was given is
 *     no ARN of a deployment, which is never sent.
 */
public record DetailsFailure(String arn, Throwable error) {

    /**
     * A failure of that deployment.
     *
     * @param arn which one
     * @param error why
     * @throws NullPointerException that names the argument which is {@code null}
     */
    public DetailsFailure {
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(error, "error");
    }

    /**
     * For people to read.
     *
     * @return the ARN and what happened
     */
    @Override
    public String toString() {
        return (arn.isEmpty() ? "a row without an ARN" : arn) + ": " + error;
    }
}
