package dev.deployflux.watch;

import static java.util.Map.entry;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServerException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceNotActiveException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.UnsupportedFeatureException;

/**
 * Errors: their texts, what AWS tells with them, and one cause. Only the classes of two tables are made anew; any other that a
 * store names becomes a {@link RecordedException} or a {@link RecordedRefusal}. No class is looked up by a name that comes
 * from a store.
 */
final class FeedJsonErrors {

    private static final StackTraceElement[] NOWHERE = {};

    /** The SDK's own, by their names. */
    private static final Map<String, Supplier<? extends SdkException.Builder>> SDK = Map.ofEntries(
            entry(AwsServiceException.class.getName(), AwsServiceException::builder),
            entry(EcsException.class.getName(), EcsException::builder),
            entry(AccessDeniedException.class.getName(), AccessDeniedException::builder),
            entry(ClientException.class.getName(), ClientException::builder),
            entry(ClusterNotFoundException.class.getName(), ClusterNotFoundException::builder),
            entry(InvalidParameterException.class.getName(), InvalidParameterException::builder),
            entry(ResourceNotFoundException.class.getName(), ResourceNotFoundException::builder),
            entry(ServerException.class.getName(), ServerException::builder),
            entry(ServiceDeploymentNotFoundException.class.getName(), ServiceDeploymentNotFoundException::builder),
            entry(ServiceNotActiveException.class.getName(), ServiceNotActiveException::builder),
            entry(ServiceNotFoundException.class.getName(), ServiceNotFoundException::builder),
            entry(UnsupportedFeatureException.class.getName(), UnsupportedFeatureException::builder),
            entry(SdkClientException.class.getName(), SdkClientException::builder),
            entry(ApiCallTimeoutException.class.getName(), ApiCallTimeoutException::builder),
            entry(ApiCallAttemptTimeoutException.class.getName(), ApiCallAttemptTimeoutException::builder));

    /** Those of the JDK that clients, Reactor and publishers of services end with, by their names. */
    private static final Map<String, Function<@Nullable String, Throwable>> JDK = Map.ofEntries(
            entry(TimeoutException.class.getName(), TimeoutException::new),
            entry(CancellationException.class.getName(), CancellationException::new),
            entry(RejectedExecutionException.class.getName(), RejectedExecutionException::new),
            entry(IOException.class.getName(), IOException::new),
            entry(IllegalArgumentException.class.getName(), IllegalArgumentException::new),
            entry(IllegalStateException.class.getName(), IllegalStateException::new),
            entry(NullPointerException.class.getName(), NullPointerException::new),
            entry(RuntimeException.class.getName(), RuntimeException::new));

    private FeedJsonErrors() {}

    static void write(Throwable error, FeedJsonOut out) {
        if (Exceptions.isMultiple(error)) {
            out.flag("multiple", true).list("parts", Exceptions.unwrapMultiple(error), FeedJsonErrors::one);
        } else {
            one(error, out);
        }
    }

    static Throwable read(FeedJsonIn in) {
        return in.flag("multiple") ? Exceptions.multiple(in.list("parts", FeedJsonErrors::one)) : one(in);
    }

    private static void one(Throwable error, FeedJsonOut out) {
        withoutCause(error, out);
        out.part("cause", error.getCause(), FeedJsonErrors::withoutCause);
    }

    private static Throwable one(FeedJsonIn in) {
        return error(in, in.partIfTold("cause", cause -> error(cause, null)));
    }

    private static void withoutCause(Throwable error, FeedJsonOut out) {
        out.text("type", type(error));
        if (error instanceof SdkException failure) {
            out.text("message", failure.rawMessage()).numberIfKnown("attempts", failure.numAttempts());
        } else {
            out.text("message", error.getMessage());
        }
        if (error instanceof SdkServiceException refusal) {
            out.part("refusal", refusal, FeedJsonErrors::refusal);
        }
        if (!isSame(error, out.written(in -> error(in, null)))) {
            out.text("prints", String.valueOf(error)).text("shows", error.getMessage());
        }
    }

    /** The class, also of one that has come from a store and is kept there again by the next who polls. */
    private static String type(Throwable error) {
        if (error instanceof RecordedException recorded) {
            return recorded.type();
        }
        return error instanceof RecordedRefusal recorded
                ? recorded.type()
                : error.getClass().getName();
    }

    private static void refusal(SdkServiceException refusal, FeedJsonOut out) {
        out.number("status", refusal.statusCode())
                .text("requestId", refusal.requestId())
                .text("extendedRequestId", refusal.extendedRequestId())
                .flag("retryable", refusal.retryable())
                .flag("throttling", refusal.isThrottlingException());
        if (refusal instanceof AwsServiceException aws) {
            out.part("aws", aws.awsErrorDetails(), (details, part) -> part.text("code", details.errorCode())
                    .text("message", details.errorMessage())
                    .text("service", details.serviceName()));
        }
    }

    /** Whether what will be read is to everybody what is written. */
    private static boolean isSame(Throwable error, Throwable read) {
        return Objects.equals(error.toString(), read.toString())
                && Objects.equals(error.getMessage(), read.getMessage())
                && PermanentError.is(error) == PermanentError.is(read);
    }

    private static Throwable error(FeedJsonIn in, @Nullable Throwable cause) {
        String type = in.text("type");
        String prints = in.textIfTold("prints");
        Supplier<? extends SdkException.Builder> ofSdk = prints == null ? SDK.get(type) : null;
        if (ofSdk != null) {
            return filled(ofSdk.get(), in, cause).build();
        }
        Function<@Nullable String, Throwable> ofJdk = prints == null ? JDK.get(type) : null;
        String message = in.textIfTold("message");
        if (ofJdk != null) {
            Throwable error = ofJdk.apply(message);
            error.setStackTrace(NOWHERE);
            return cause == null ? error : error.initCause(cause);
        }
        String print = prints != null ? prints : message == null ? type : type + ": " + message;
        String shown = prints != null ? in.textIfTold("shows") : message;
        RecordedRefusal refusal = in.partIfTold("refusal", part -> {
            AwsServiceException.Builder builder = AwsServiceException.builder();
            filled(builder, in, cause);
            return new RecordedRefusal(builder, type, print, shown, part.flag("retryable"), part.flag("throttling"));
        });
        return refusal != null ? refusal : new RecordedException(type, shown, print, cause);
    }

    private static SdkException.Builder filled(SdkException.Builder builder, FeedJsonIn in, @Nullable Throwable cause) {
        builder.message(in.textIfTold("message")).cause(cause).writableStackTrace(false);
        builder.numAttempts(in.integerIfTold("attempts"));
        if (builder instanceof AwsServiceException.Builder refusal) {
            in.partIfTold("refusal", part -> refusal.statusCode(part.integer("status"))
                    .requestId(part.textIfTold("requestId"))
                    .extendedRequestId(part.textIfTold("extendedRequestId"))
                    .awsErrorDetails(part.partIfTold("aws", FeedJsonErrors::details)));
        }
        return builder;
    }

    private static AwsErrorDetails details(FeedJsonIn in) {
        return AwsErrorDetails.builder()
                .errorCode(in.textIfTold("code"))
                .errorMessage(in.textIfTold("message"))
                .serviceName(in.textIfTold("service"))
                .build();
    }
}
