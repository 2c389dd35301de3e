package dev.deployflux.fanout;

/** An exception that takes no suppressed ones, as those do that are made once and thrown often. */
final class Unsuppressing extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unsuppressing() {
        super("unsuppressing", null, false, true);
    }
}
