package dev.deployflux.watch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Something that a watch does again and again: a pass over a service, or a lookup of the services. */
interface Turn {

    /** Makes the calls. Succeeds always: a failure is a report too. */
    Mono<Report> take();

    /**
     * What the calls brought, not yet compared with what is known. Its methods are called once each, in this order, and
     * never beside those of another report of the same watch.
     */
    interface Report {

        /** Compares, and tells what is news. */
        List<DeploymentEvent> events();

        /** The subscriber has taken them all: the next turn may come. */
        void delivered();

        /** When the lookup began that this is the report of, if it was complete; at any time. */
        default @Nullable Instant lookedUpAt() {
            return null;
        }

        /** How many services the lookup named that are excluded. */
        default int excluded() {
            return 0;
        }
    }
}
