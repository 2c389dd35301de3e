package dev.deployflux.concurrent;

import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.context.Context;

/**
 * Calls what others wrote, whatever it throws. Fatal errors are no exception: thrown on, as Reactor does without telling the
 * subscriber, they end on a thread where nobody sees them.
 */
public final class Guarded {

    private static final Logger LOG = Loggers.getLogger(Guarded.class);

    private Guarded() {}

    /**
     * A mono that is made anew for each subscriber.
     *
     * @param make what it throws is the mono's error
     * @param <T> the value
     * @return a mono that signals as the one that was made
     */
    public static <T> Mono<T> mono(Supplier<Mono<T>> make) {
        return Mono.defer(() -> made(make));
    }

    /**
     * A mono that is made now.
     *
     * @param make what it throws is the mono's error
     * @param <T> the value
     * @return what was made, or the error
     */
    public static <T> Mono<T> made(Supplier<? extends Mono<T>> make) {
        try {
            return Objects.requireNonNull(
                    make.get(), "Null was given in place of a Mono: write Mono.empty() for none.");
        } catch (Throwable e) {
            return Mono.error(e);
        }
    }

    /**
     * Runs an action whose failure is nobody's concern here.
     *
     * @param action what it throws goes to Reactor's hook {@code onErrorDropped}, and to the log if the hook throws too
     * @param context the subscriber's, which may have a hook of its own
     */
    public static void run(Runnable action, Context context) {
        try {
            action.run();
        } catch (Throwable e) {
            try {
                Operators.onErrorDropped(e, context);
            } catch (Throwable thrown) {
                LOG.error("The hook onErrorDropped threw", thrown);
            }
        }
    }
}
