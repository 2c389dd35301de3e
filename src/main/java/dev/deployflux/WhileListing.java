package dev.deployflux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names what was being listed, suppressed in an exception of the SDK, which keeps its own type and message.
 */
final class WhileListing extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Whose services were being listed; {@code null} if it was something else. */
    private final @Nullable String cluster;

    private WhileListing(String message, @Nullable String cluster) {
        super(message, null, false, false);
        this.cluster = cluster;
    }

    @Nullable
    String cluster() {
        return cluster;
    }

    /** That error, in which it is said that the services of this cluster were being listed. */
    static Throwable servicesOf(String cluster, Throwable error) {
        return in(error, "the services of cluster " + cluster, cluster);
    }

    /** That error, in which it is said what was being listed; once, if a client fails with one and the same again. */
    static Throwable in(Throwable error, String what) {
        return in(error, what, null);
    }

    private static Throwable in(Throwable error, String what, @Nullable String cluster) {
        String message = "while listing " + what;
        if (Arrays.stream(error.getSuppressed()).noneMatch(other -> message.equals(other.getMessage()))) {
            error.addSuppressed(new WhileListing(message, cluster));
        }
        return error;
    }
}
