package dev.deployflux.simulator;

/** Answers with an error; the operation isn't carried out. */
final class ErrorFault extends Fault {

    private final EcsError error;

    ErrorFault(EcsError error) {
        this.error = error;
    }

    @Override
    EcsError error() {
        return error;
    }

    @Override
    public String toString() {
        return error.code();
    }
}
