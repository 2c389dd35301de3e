package dev.deployflux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one thread at a time run a loop, and has it run once more for whoever came meanwhile.
 *
 * <pre>{@code
 * if (turnstile.enter()) {
 *     do {
 *         // look at everything: what others changed before they were turned away is visible here
 *     } while (turnstile.again());
 * }
 * }</pre>
 *
 * <p>Nobody waits, nothing is missed, and a thread that comes by while it is inside is turned away like any other, so
 * that re-entrance doesn't grow the stack.
 */
final class Turnstile {

    private final AtomicInteger arrivals = new AtomicInteger();

    /** Arrivals that the current run has answered; owned by the thread inside. */
    private int answered;

    /** Whether the caller has to run the loop. */
    boolean enter() {
        if (arrivals.getAndIncrement() != 0) {
            return false;
        }
        answered = 1;
        return true;
    }

    /** Whether the caller, being inside, has to go round once more; if not, it is outside again. */
    boolean again() {
        int unanswered = arrivals.addAndGet(-answered);
        if (unanswered == 0) {
            return false; // outside now: the next to enter owns the field already
        }
        answered = unanswered;
        return true;
    }
}
