package dev.deployflux.quota;

import org.jspecify.annotations.Nullable;

/** What one bucket of an {@link ApiQuota} looks like at one moment; others may take or wait in the next. Immutable. */
public final class QuotaState {

    /** What is known of all who share: their rate, how many they are, and whether their store is away. */
    record OfAll(double sharedPerSecond, int members, boolean storeAway) {}

    private final double permittedPerSecond;
    private final int available;
    private final int waiting;
    private final double share;
    private final int members;
    private final boolean storeAway;

    QuotaState(double permittedPerSecond, int available, int waiting) {
        this(permittedPerSecond, available, waiting, null);
    }

    /** @param all who share; {@code null} if nobody does */
    QuotaState(double permittedPerSecond, int available, int waiting, @Nullable OfAll all) {
        this.permittedPerSecond = permittedPerSecond;
        this.available = available;
        this.waiting = waiting;
        this.share = all == null ? 1 : Math.min(1, permittedPerSecond / all.sharedPerSecond());
        this.members = all == null ? 1 : all.members();
        this.storeAway = all != null && all.storeAway();
    }

    /**
     * How many calls a second are let through for long.
     *
     * @return the full rate, less what is left to others, and less still for a while after ECS has throttled a call;
     *     infinite for an {@linkplain ApiQuota#unlimited() unlimited} quota. With {@linkplain ApiQuota.Builder#shared shares},
     *     what this process may use: 0 while nobody here calls
     */
    public double permittedPerSecond() {
        return permittedPerSecond;
    }

    /**
     * How many calls could start at once.
     *
     * @return 0 or more
     */
    public int available() {
        return available;
    }

    /**
     * How many calls wait for a permit.
     *
     * @return 0 or more
     */
    public int waiting() {
        return waiting;
    }

    /**
     * How much of the rate this process may use, of what all may use together at present.
     *
     * @return 0 to 1; 1 if the quota isn't {@linkplain ApiQuota.Builder#shared shared}
     */
    public double share() {
        return share;
    }

    /**
     * How many processes had a share of the bucket when the store was last asked.
     *
     * @return 0 if it never answered; 1 if the quota isn't {@linkplain ApiQuota.Builder#shared shared}
     */
    public int members() {
        return members;
    }

    /**
     * Whether the store of the shares didn't answer when it was last asked. What was granted before counts until it runs out, and
     * from then on the {@linkplain ApiQuota.Builder#shared least share}.
     *
     * @return false as well while nobody here has asked, and if the quota isn't {@linkplain ApiQuota.Builder#shared shared}
     */
    public boolean storeAway() {
        return storeAway;
    }

    /**
     * The state for logs.
     *
     * @return the numbers, named
     */
    @Override
    public String toString() {
        return permittedPerSecond + " calls a second permitted, " + available + " available, " + waiting
                + " waiting, share " + share + " of " + members + " members"
                + (storeAway ? ", the store of the shares is away" : "");
    }
}
