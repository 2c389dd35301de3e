package dev.deployflux.watch;

import java.util.Arrays;

/** Names the deployment that was awaited, suppressed in an exception of the SDK, which keeps its own type and message. */
final class WhileAwaiting extends RuntimeException {

    private static final long serialVersionUID = 1;

    private WhileAwaiting(String message) {
        super(message, null, false, false);
    }

    /** Returns that error of a call that asked for this deployment alone; named once, if a client throws it again. */
    static Throwable in(Throwable error, String what, String arn) {
        String message = "while awaiting " + what + " of " + arn;
        if (Arrays.stream(error.getSuppressed()).noneMatch(other -> message.equals(other.getMessage()))) {
            error.addSuppressed(new WhileAwaiting(message));
        }
        return error;
    }
}
