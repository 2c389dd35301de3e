package dev.deployflux.redis;

import static dev.deployflux.concurrent.Arguments.require;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStoreException;
import dev.deployflux.watch.FeedStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The leases of a scope, by Redis's clock: a hash each. */
final class RedisLeases {

    private static final Script LEASE = Script.named("lease");
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final RedisLink link;
    private final RedisScope scope;

    RedisLeases(RedisLink link, RedisScope scope) {
        this.link = link;
        this.scope = scope;
    }

    static String key(RedisScope scope, String role) {
        return scope.key("lease:" + role);
    }

    Mono<Lease> claim(String role, String holder, Duration lasting) {
        return run(role, "claim", Objects.requireNonNull(holder, "holder"), millis(lasting));
    }

    Mono<Lease> renew(Lease lease, Duration lasting) {
        return run(lease, "renew", millis(lasting));
    }

    Mono<Lease> release(Lease lease) {
        return run(lease, "release");
    }

    /** Fails if it is another's. */
    Mono<Lease> keepPlace(Lease lease, EventId place) {
        return run(lease, "keep", place.toString()).doOnNext(known -> {
            if (!known.held()) {
                throw fenced(lease, known.holder(), String.valueOf(known.term()));
            }
        });
    }

    /** What is told of a lease that another has, or of one that Redis has lost. */
    static FeedStoreException fenced(Lease lease, String holder, String term) {
        return new FeedStoreException(
                Reason.FENCED,
                "the lease on " + lease.role() + " of " + lease.holder() + ", term " + lease.term() + ", is over: "
                        + (holder.isEmpty()
                                ? "Redis knows of none"
                                : "the last to claim it was " + holder + ", term " + term));
    }

    private Mono<Lease> run(Lease lease, String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of(lease.holder(), String.valueOf(lease.term())));
        arguments.addAll(List.of(more));
        return run(lease.role(), what, arguments.toArray(String[]::new));
    }

    private Mono<Lease> run(String role, String what, String... more) {
        List<String> arguments = new ArrayList<>(List.of(what));
        arguments.addAll(List.of(more));
        return link.run(LEASE, List.of(key(scope, role), scope.key("log")), arguments)
                .map(reply -> lease(role, reply));
    }

    private static Lease lease(String role, List<Object> reply) {
        String place = reply.get(4).toString();
        return new Lease(
                role,
                reply.get(1).toString(),
                Long.parseLong(reply.get(2).toString()),
                reply.get(0).equals(1L),
                Duration.ofMillis((Long) reply.get(3)),
                place.isEmpty() ? null : EventId.parse(place));
    }

    private static String millis(Duration lasting) {
        require(
                lasting.compareTo(SHORTEST) >= 0,
                "a lease of " + lasting + " is too short to be renewed: let it last a second or more");
        return String.valueOf(lasting.toMillis());
    }
}
