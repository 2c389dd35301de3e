package dev.deployflux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link ServiceDeployments#details()} in which deployments could not be described, after all others.
 *
 * <p>Its message names the first ten of them, {@link #failures()} all, with the exceptions, the first of which is the cause.
 * If the publisher of rows failed as well, its error is suppressed in this one.
 */
public final class DetailsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** {@code null} in a copy that was serialized, as a {@link DetailsFailure} can't be. */
    private final transient @Nullable List<DetailsFailure> failures;

    DetailsException(List<DetailsFailure> failures) {
        super(
                FanOutException.message("deployment", "described", failures),
                failures.get(0).error());
        this.failures = List.copyOf(failures);
    }

    /**
     * Which deployments are missing.
     *
     * @return one entry for each failure, in the order in which they were found; empty in a copy that was serialized
     */
    public List<DetailsFailure> failures() {
        return failures == null ? List.of() : failures;
    }
}
