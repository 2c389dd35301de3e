package dev.deployflux.watch;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event with its place in the log of a {@link DeploymentFeed}; one object, whoever gets it. Safe for many threads. */
public final class FeedEntry {

    private record Rendering(Function<?, ?> by, Object result) {}

    private final EventId id;
    private final DeploymentEvent event;
    private volatile @Nullable Rendering rendering;

    /**
     * An entry made by hand, to test what reads them.
     *
     * @param id its place
     * @param event what is told
     */
    public FeedEntry(EventId id, DeploymentEvent event) {
        this.id = Objects.requireNonNull(id, "id");
        this.event = Objects.requireNonNull(event, "event");
    }

    /**
     * Where to go on behind this.
     *
     * @return of {@link DeploymentEvent.Reset} and {@link DeploymentEvent.Live}, which have no place of their own, the
     *     place behind which they came
     */
    public EventId id() {
        return id;
    }

    /**
     * What is told.
     *
     * @return the event
     */
    public DeploymentEvent event() {
        return event;
    }

    /**
     * What a function makes of this entry, such as its JSON. The result is kept for the next one who asks with the same
     * function, so that it is made once for many clients; another function takes its place.
     *
     * @param by the function, the same object for all who share the result; two threads may call it at the same time
     * @param <R> the type of the result
     * @return the result
     */
    @SuppressWarnings("unchecked") // of the same function
    public <R> R rendered(Function<? super FeedEntry, ? extends R> by) {
        Rendering known = rendering;
        if (known != null && known.by == by) {
            return (R) known.result;
        }
        R result = by.apply(this);
        rendering = new Rendering(by, result);
        return result;
    }

    @Override
    public String toString() {
        return id + " " + event;
    }
}
