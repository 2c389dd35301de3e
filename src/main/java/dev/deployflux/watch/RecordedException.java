package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;

/**
 * An error that another replica had, as the {@link FeedStore} has kept it. Errors of Amazon ECS, of the SDK and the common ones of
 * the JDK come back as what they were, without their stack traces; this stands for any other, whose class this replica may
 * not even have. It prints as that one did.
 */
public final class RecordedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The name of its class. */
    private final String type;

    /** What it prints as. */
    private final String print;

    RecordedException(String type, @Nullable String message, String print, @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.type = type;
        this.print = print;
    }

    /**
     * Names the class of the error.
     *
     * @return such as {@code com.example.DirectoryException}
     */
    public String type() {
        return type;
    }

    /** The error as it printed itself. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // it begins with the name of another class
    public String toString() {
        return print;
    }
}
