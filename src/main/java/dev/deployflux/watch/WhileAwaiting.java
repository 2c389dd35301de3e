package dev.deployflux.watch;

/** Names the deployment that was awaited, suppressed in an exception of the SDK, which keeps its own type and message. */
final class WhileAwaiting extends RuntimeException {

    private static final long serialVersionUID = 1;

    private WhileAwaiting(String message) {
        super(message, null, false, false);
    }

    /** That error of a call that asked for this deployment alone. */
    static Throwable in(Throwable error, String arn) {
        error.addSuppressed(new WhileAwaiting("while awaiting the outcome of " + arn));
        return error;
    }
}
