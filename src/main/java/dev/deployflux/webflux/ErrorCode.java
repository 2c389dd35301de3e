package dev.deployflux.webflux;

import dev.deployflux.watch.RecordedException;
import java.util.stream.Collectors;
import reactor.core.Exceptions;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What may be told of an error to whoever reads a stream: its kind. Its message may name roles, hosts and accounts, and
 * belongs in the application's log.
 */
final class ErrorCode {

    private ErrorCode() {}

    /** ECS's own code, or the name of the exception; of several errors each once. */
    static String of(Throwable error) {
        if (Exceptions.isMultiple(error)) {
            return Exceptions.unwrapMultiple(error).stream()
                    .map(ErrorCode::of)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
        if (error instanceof AwsServiceException refused
                && refused.awsErrorDetails() != null
                && refused.awsErrorDetails().errorCode() != null) {
            return refused.awsErrorDetails().errorCode();
        }
        return error instanceof RecordedException recorded
                ? simpleName(recorded.type())
                : error.getClass().getSimpleName();
    }

    private static String simpleName(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }
}
