package dev.deployflux;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;

/** What becomes true when another thread, or the other end of a connection, gets to it. */
public final class Eventually {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    private Eventually() {}

    /** Returns as soon as the condition holds; fails if it never does. */
    public static void holds(BooleanSupplier condition) {
        Flux.interval(Duration.ZERO, LOOK_AGAIN)
                .onBackpressureDrop()
                .takeUntil(any -> condition.getAsBoolean())
                .blockLast(GIVE_UP);
    }
}
