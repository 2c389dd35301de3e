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

    /** One around its cause is an error like others; one that is suppressed is a name, and has no more. */
    private WhileListing(String message, @Nullable String cluster, @Nullable Throwable cause) {
        super(message, cause, cause != null, cause != null);
        this.cluster = cluster;
    }

    @Nullable
    String cluster() {
        return cluster;
    }

    /**
     * Returns the error, which then says what was being listed; only once, though a client fails with the same exception
     * again.
     *
     * @param cluster if what was being listed is its services; else {@code null}
     * @return the error itself, or a copy of one that Reactor shares among all; if it takes no suppressed ones, one that
     *     has it as its cause
     */
    static Throwable in(Throwable error, String what, @Nullable String cluster) {
        String message = "while listing " + what;
        if (isNamed(error, message)) {
            return error;
        }
        Throwable named = Exceptions.addSuppressed(error, new WhileListing(message, cluster, null));
        return isNamed(named, message) ? named : new WhileListing(message + ": " + error, cluster, error);
    }

    private static boolean isNamed(Throwable error, String message) {
        return Arrays.stream(error.getSuppressed()).anyMatch(other -> message.equals(other.getMessage()));
    }
}
