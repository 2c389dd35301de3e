package dev.deployflux.quota;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Operators;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Runs actions one at a time, in the order in which they were handed in, without a lock: a thread that finds the strand
 * busy leaves its action to the thread that is at it and goes on. So an action may take place after {@link #run} has
 * returned, and one that an action hands in takes place after that action.
 */
final class Strand {

    private static final Logger LOG = Loggers.getLogger(Strand.class);

    private final Queue<Runnable> actions =
            Queues.<Runnable>unboundedMultiproducer().get();

    /** Actions handed in and not yet done with. */
    private final AtomicInteger pending = new AtomicInteger();

    void run(Runnable action) {
        actions.offer(action);
        if (pending.getAndIncrement() != 0) {
            return;
        }
        do {
            Runnable next = actions.poll();
            if (next != null) { // always: it is counted after it was offered
                runOne(next);
            }
        } while (pending.decrementAndGet() != 0);
    }

    /** One that fails must not leave the strand busy for ever. */
    private static void runOne(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            drop(e);
        }
    }

    /** Nor must a hook that throws. It isn't thrown on: who runs the strand is often a stranger to the action. */
    private static void drop(Throwable error) {
        try {
            Operators.onErrorDropped(error, Context.empty());
        } catch (Throwable thrown) {
            LOG.error("The hook onErrorDropped threw", thrown);
        }
    }
}
