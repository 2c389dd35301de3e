package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.watch.FeedRow.LookupNote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Something that a watch does again and again: a pass over a service, or a lookup of the services. */
interface Turn {

    /** What turns share with the other turns of their watch. Called while a report is taken, save {@link #userCode()}. */
    interface Loop {

        /** Where what users wrote is called; at any time. */
        UserCode userCode();

        /** Takes the turn once, when it is due, by the timers' time. At any time. */
        void put(Turn turn, long at);

        /** Takes the turn then if it is put for a later time and not taken yet. */
        void hasten(Turn turn, long at);

        /** Something else is known of this service or its deployments. */
        void changed(ServiceWatch service);

        /** The deployments in flight. */
        DeploymentLooks looks();

        /** The services with nothing in flight. */
        ServiceLooks serviceLooks();

        /**
         * The time of the watch, which begins with the first report that asks.
         *
         * @param clock what the clock said at that time: it is the user's, and may throw, so only turns ask it
         */
        SteadyTime time(Instant clock, long now);

        /** What takes its calls from the bucket has begun so late for its interval. Returns what there is to report of that. */
        List<DeploymentEvent> began(ApiBucket bucket, Duration wanted, Duration late);
    }

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

        /** The complete lookup that this is the report of, if it is; asked behind {@link #events()}. */
        default @Nullable LookupNote lookup(EventId asOf) {
            return null;
        }
    }
}
