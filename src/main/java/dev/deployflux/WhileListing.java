package dev.deployflux;

import java.util.Arrays;

/**
 * Names what was being listed, suppressed in an exception of the SDK, which keeps its own type and message.
 */
final class WhileListing extends RuntimeException {

    private static final long serialVersionUID = 1;

    private WhileListing(String message) {
        super(message, null, false, false);
    }

    /** That error, in which it is said what was being listed; once, if a client fails with one and the same again. */
    static Throwable in(Throwable error, String what) {
        String message = "while listing " + what;
        if (Arrays.stream(error.getSuppressed()).noneMatch(other -> message.equals(other.getMessage()))) {
            error.addSuppressed(new WhileListing(message));
        }
        return error;
    }
}
