package dev.deployflux;

import java.util.Arrays;
import reactor.core.Exceptions;

/**
 * Names what was being listed: suppressed in an exception of the SDK, which keeps its own type and message, or around one
 * that can't be told, as it was made without room for suppressed ones.
 */
final class WhileListing extends RuntimeException {

    private static final long serialVersionUID = 1;

    private WhileListing(String message) {
        super(message, null, false, false);
    }

    private WhileListing(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }

    /**
     * That error, in which it is said what was being listed; once, if a client fails with one and the same again.
     *
     * @return the error itself, or a copy of one that Reactor shares among all; if it takes no suppressed ones, one that
     *     has it as its cause
     */
    static Throwable in(Throwable error, String what) {
        String message = "while listing " + what;
        if (isNamed(error, message)) {
            return error;
        }
        Throwable named = Exceptions.addSuppressed(error, new WhileListing(message));
        return isNamed(named, message) ? named : new WhileListing(message, error);
    }

    private static boolean isNamed(Throwable error, String message) {
        return Arrays.stream(error.getSuppressed()).anyMatch(other -> message.equals(other.getMessage()));
    }
}
