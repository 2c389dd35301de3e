package dev.deployflux.watch;

import java.util.Objects;

/** A {@link FeedStore} has refused to write. Trying again doesn't help. */
public final class FeedStoreException extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** The lease is another's by now. */
        FENCED,
        /** The log ends elsewhere than its only writer knows: the store has lost what it had acknowledged. */
        MOVED
    }

    private static final long serialVersionUID = 1;

    /** Why. */
    private final Reason reason;

    /**
     * Made by stores.
     *
     * @param reason why
     * @param message what the store says, for people
     */
    public FeedStoreException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Why it was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
