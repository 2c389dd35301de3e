package dev.deployflux.concurrent;

/** Checks what callers write. */
public final class Arguments {

    private Arguments() {}

    /**
     * Refuses an argument.
     *
     * @param condition whether it is good
     * @param otherwise what is wrong with it, and what to write instead
     * @throws IllegalArgumentException if it isn't good
     */
    public static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
