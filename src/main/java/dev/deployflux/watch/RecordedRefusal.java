package dev.deployflux.watch;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The refusal of a service as a store has kept it, if its own class can't be made anew. Prints and is judged as that one. */
final class RecordedRefusal extends AwsServiceException {

    private static final long serialVersionUID = 1;

    private final String type;
    private final String print;
    private final @Nullable String shown;
    private final boolean retryable;
    private final boolean throttling;

    RecordedRefusal(
            Builder builder, String type, String print, @Nullable String shown, boolean retryable, boolean throttling) {
        super(builder);
        this.type = type;
        this.print = print;
        this.shown = shown;
        this.retryable = retryable;
        this.throttling = throttling;
    }

    /** Names the class that it had. */
    String type() {
        return type;
    }

    @Override
    public @Nullable String getMessage() {
        return shown;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }

    @Override
    public boolean isThrottlingException() {
        return throttling;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // it begins with the name of another class
    public String toString() {
        return print;
    }
}
