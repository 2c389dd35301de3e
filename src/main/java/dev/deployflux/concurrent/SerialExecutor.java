package dev.deployflux.concurrent;

import java.util.Queue;
import java.util.concurrent.Executor;
import reactor.core.publisher.Operators;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Runs actions one at a time, in the order in which they were handed in, without a thread and without a lock: whoever finds
 * it busy leaves its action to the thread that is at it, and goes on. So an action may run after {@link #execute} has
 * returned, and one that an action hands in runs after that action.
 */
public final class SerialExecutor implements Executor {

    private static final Logger LOG = Loggers.getLogger(SerialExecutor.class);

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
                    run(next);
                }
            } while (turnstile.again());
        }
    }

    /** An action that fails must not leave the executor busy for ever. */
    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            drop(e);
        }
    }

    /** Nor must a hook that throws. It isn't thrown on: the thread that runs an action is often a stranger to it. */
    private static void drop(Throwable error) {
        try {
            Operators.onErrorDropped(error, Context.empty());
        } catch (Throwable thrown) {
            LOG.error("The hook onErrorDropped threw", thrown);
        }
    }
}
