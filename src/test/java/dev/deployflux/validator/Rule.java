package dev.deployflux.validator;

import java.util.function.BiConsumer;

/** Checks one promise. */
@FunctionalInterface
interface Rule {

    /**
     * Tells each time that the promise is broken: of what, and how. Leaves to other rules what other promises forbid,
     * so that one fault is named once.
     */
    void check(Observation observed, BiConsumer<String, String> broken);
}
