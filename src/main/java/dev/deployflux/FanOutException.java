package dev.deployflux;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The end of a {@link ServiceDeployments#listAll} in which services failed, after all rows of the others.
 *
 * <p>Its message names the first ten services, {@link #failures()} all of them with the SDK's exceptions, the first of
 * which is the cause. If the publisher of services failed as well, its error is suppressed in this one.
 */
public final class FanOutException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final int NAMED = 10;

    /** {@code null} in a copy that was serialized, as a {@link ServiceFailure} can't be. */
    private final transient @Nullable List<ServiceFailure> failures;

    FanOutException(List<ServiceFailure> failures) {
        super(message("service", "listed", failures), failures.get(0).error());
        this.failures = List.copyOf(failures);
    }

    /**
     * Which services failed.
     *
     * @return one entry for each failure, in the order in which they failed; empty in a copy that was serialized
     */
    public List<ServiceFailure> failures() {
        return failures == null ? List.of() : failures;
    }

    /** Names the first ten of what {@code could not be listed}, or whatever else was to be done with it. */
    static String message(String what, String done, List<?> failures) {
        String named = failures.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining("; "));
        int others = failures.size() - NAMED;
        return (failures.size() == 1 ? "A " + what : failures.size() + " " + what + "s") + " could not be " + done
                + ": " + named + (others > 0 ? "; and " + others + " more" : "");
    }
}
