package dev.deployflux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Names what was being listed. It is suppressed in the SDK's exception, which keeps its own type and message, or it is around
 * one that takes no suppressed exceptions.
 */
final class WhileListing extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The cluster whose services were being listed; {@code null} if it was something else. */
    private final @Nullable String cluster;

    private WhileListing(String message, @Nullable String cluster) {
        super(message, null, false, false);
        this.cluster = cluster;
    }

    private WhileListing(String message, @Nullable String cluster, Throwable cause) {
        super(message + ": " + cause, cause);
        this.cluster = cluster;
    }

    @Nullable
    String cluster() {
        return cluster;
    }

    /** Returns the error, which then says that the services of this cluster were being listed. */
    static Throwable servicesOf(String cluster, Throwable error) {
        return in(error, "the services of cluster " + cluster, cluster);
    }

    /**
     * Returns the error, which then says what was being listed; only once, though a client fails with the same exception
     * again.
     *
     * @return the error itself, or a copy of one that Reactor shares among all; if it takes no suppressed ones, one that
     *     has it as its cause
     */
    static Throwable in(Throwable error, String what) {
        return in(error, what, null);
    }

    private static Throwable in(Throwable error, String what, @Nullable String cluster) {
        String message = "while listing " + what;
        if (isNamed(error, message)) {
            return error;
        }
        Throwable named = Exceptions.addSuppressed(error, new WhileListing(message, cluster));
        return isNamed(named, message) ? named : new WhileListing(message, cluster, error);
    }

    private static boolean isNamed(Throwable error, String message) {
        return Arrays.stream(error.getSuppressed()).anyMatch(other -> message.equals(other.getMessage()));
    }
}
