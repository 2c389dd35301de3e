package dev.deployflux.webflux;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What may be told of an error to whoever reads a stream: its kind. Its message may name roles, hosts and accounts, and
 * belongs into the application's log.
 */
final class Trouble {

    private Trouble() {}

    /** ECS's own code, or the name of the exception. */
    static String of(Throwable error) {
        if (error instanceof AwsServiceException refused
                && refused.awsErrorDetails() != null
                && refused.awsErrorDetails().errorCode() != null) {
            return refused.awsErrorDetails().errorCode();
        }
        return error.getClass().getSimpleName();
    }
}
