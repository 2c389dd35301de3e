package dev.deployflux.concurrent;

import java.util.Queue;
import java.util.concurrent.Executor;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Runs actions one at a time, in the order in which they were handed in, without a thread and without a lock: whoever finds
 * it busy leaves its action to the thread that is at it, and goes on. So an action may run after {@link #execute} has
 * returned, and one that an action hands in runs after that action.
 */
public final class SerialExecutor implements Executor {

    private final Turnstile turnstile = new Turnstile();
    private final Queue<Runnable> actions =
            Queues.<Runnable>unboundedMultiproducer().get();

    /** Nothing runs. */
    public SerialExecutor() {}

    @Override
    public void execute(Runnable action) {
        actions.offer(action);
        if (turnstile.enter()) {
            do {
                for (Runnable next = actions.poll(); next != null; next = actions.poll()) {
                    Guarded.run(next, Context.empty()); // one that fails must not leave the executor busy for ever
                }
            } while (turnstile.again());
        }
    }
}
