package dev.deployflux.concurrent;

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
public final class Turnstile {

    private final AtomicInteger arrivals = new AtomicInteger();

    /** Arrivals that the current run has answered; owned by the thread inside. */
    private int answered;

    /** Nobody is inside. */
    public Turnstile() {}

    /**
     * Asks to run the loop.
     *
     * @return whether the caller has to; if not, the thread inside sees what it brought
     */
    public boolean enter() {
        if (arrivals.getAndIncrement() != 0) {
            return false;
        }
        answered = 1;
        return true;
    }

    /**
     * Asks, being inside, whether to go round once more.
     *
     * @return {@code false} if the caller is outside again
     */
    public boolean again() {
        int unanswered = arrivals.addAndGet(-answered);
        if (unanswered == 0) {
            return false; // outside now: the next to enter owns the field already
        }
        answered = unanswered;
        return true;
    }
}
