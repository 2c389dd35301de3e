package dev.deployflux.simulator;

/** Carries an {@link EcsError} out of an operation. */
final class EcsRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // A refusal never leaves the JVM, and an error record needs no serial form for it.
    private final transient EcsError error;

    EcsRefusal(EcsError error) {
        super(error.code() + ": " + error.message(), null, false, false);
        this.error = error;
    }

    EcsError error() {
        return error;
    }
}
