package dev.deployflux.watch;

import dev.deployflux.watch.FeedStore.Lease;
import dev.deployflux.watch.FeedStoreException.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The leases of a {@link MemoryFeedStore}, in nanoseconds of its scheduler. Not thread-safe; calls nobody. */
final class MemoryLeases {

    private static final int BITS_OF_A_FIRST_TERM = 48;

    private static final class Role {
        private String holder = "";
        private long term;

        /** When it ends; meaningless if it {@link #isFree}. */
        private long until;

        private boolean isFree = true;
        private @Nullable EventId place;
    }

    private final Map<String, Role> roles = new HashMap<>();

    /** A client may come with an id of this process's predecessor, which must not be found: terms begin anywhere. */
    private final long firstTerm = ThreadLocalRandom.current().nextLong(1L << BITS_OF_A_FIRST_TERM);

    Lease claim(String name, String holder, Duration lasting, long now) {
        Role role = roles.computeIfAbsent(name, any -> new Role());
        if (!role.isFree && role.until - now > 0 && !role.holder.equals(holder)) {
            return lease(name, role, false, now);
        }
        role.holder = holder;
        role.term = Math.max(role.term, firstTerm) + 1;
        return lasting(name, role, lasting, now);
    }

    Lease renew(Lease lease, Duration lasting, long now) {
        Role role = roles.getOrDefault(lease.role(), new Role());
        return isHeld(lease) ? lasting(lease.role(), role, lasting, now) : lease(lease.role(), role, false, now);
    }

    void release(Lease lease) {
        if (isHeld(lease)) {
            role(lease).isFree = true;
        }
    }

    void keepPlace(Lease lease, EventId place) {
        check(lease);
        role(lease).place = place;
    }

    /** Fails unless that claim was the last, and hasn't been given back. It may have run out. */
    void check(Lease lease) {
        if (!isHeld(lease)) {
            throw new FeedStoreException(
                    Reason.FENCED,
                    "the lease of " + lease.holder() + ", term " + lease.term() + ", is over: "
                            + roles.getOrDefault(lease.role(), new Role()).holder + " holds it, or has held it since");
        }
    }

    private boolean isHeld(Lease lease) {
        Role role = roles.get(lease.role());
        return role != null && !role.isFree && role.term == lease.term() && role.holder.equals(lease.holder());
    }

    private Role role(Lease lease) {
        return roles.computeIfAbsent(lease.role(), any -> new Role());
    }

    private static Lease lasting(String name, Role role, Duration lasting, long now) {
        role.until = now + lasting.toNanos();
        role.isFree = false;
        return lease(name, role, true, now);
    }

    private static Lease lease(String name, Role role, boolean held, long now) {
        Duration remaining = role.isFree ? Duration.ZERO : Duration.ofNanos(Math.max(0, role.until - now));
        return new Lease(name, role.holder, role.term, held, remaining, role.place);
    }
}
