package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.BlockedException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** Errors come back from a store with their texts, and are judged as before. */
class FeedJsonErrorsTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    /** One that PermanentError knows nothing of, and that prints in its own way. */
    private static final class Odd extends Exception {

        private static final long serialVersionUID = 1;

        Odd(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public String getMessage() {
            return "odd " + super.getMessage();
        }
    }

    private static <B extends AwsServiceException.Builder> B refusal(B builder, String code, int status) {
        builder.message("not this one")
                .statusCode(status)
                .requestId("request-1")
                .extendedRequestId("extended-1")
                .numAttempts(3)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("not this one")
                        .serviceName("Ecs")
                        .build());
        return builder;
    }

    static Stream<Throwable> errors() {
        return Stream.of(
                refusal(ServiceNotFoundException.builder(), "ServiceNotFoundException", 400)
                        .build(),
                refusal(ClusterNotFoundException.builder(), "ClusterNotFoundException", 400)
                        .build(),
                refusal(InvalidParameterException.builder(), "InvalidParameterException", 400)
                        .build(),
                refusal(AccessDeniedException.builder(), "AccessDeniedException", 400)
                        .build(),
                refusal(EcsException.builder(), "ThrottlingException", 400).build(),
                refusal(EcsException.builder(), "ExpiredTokenException", 403).build(),
                refusal(EcsException.builder(), "InternalFailure", 500).build(),
                refusal(BlockedException.builder(), "BlockedException", 400).build(),
                refusal(AwsServiceException.builder(), "SomethingOfAnotherService", 404)
                        .build(),
                EcsException.builder().message("made by hand").build(),
                SdkServiceException.builder()
                        .message("of no AWS service")
                        .statusCode(404)
                        .build(),
                SdkClientException.builder()
                        .message("unable to connect")
                        .numAttempts(4)
                        .cause(new IOException("connection reset"))
                        .build(),
                ApiCallTimeoutException.create(2_000),
                ApiCallAttemptTimeoutException.create(1_000),
                RetryableException.create("once more"),
                new TimeoutException("no page within 1m"),
                new TimeoutException(),
                new IllegalStateException("a token came twice", new IOException("why")),
                new RuntimeException(new IOException("no directory")),
                new OutOfMemoryError("Java heap space"),
                new Odd("message", new Odd("cause", new IOException("deeper"))));
    }

    private static Throwable kept(Throwable error) {
        DeploymentEvent event = new ServiceFailing(WEB, error, 1, null, Duration.ofSeconds(1));
        return ((ServiceFailing) FeedJson.read(FeedJson.write(event))).error();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorSaysWhatItSaidAndIsJudgedAsItWas(Throwable error) {
        Throwable kept = kept(error);

        assertThat(kept).hasToString(error.toString()).hasMessage(error.getMessage());
        assertThat(PermanentError.is(kept)).isEqualTo(PermanentError.is(error));
        if (error.getCause() == null) {
            assertThat(kept).hasNoCause();
        } else {
            assertThat(kept.getCause()).hasToString(error.getCause().toString()).hasNoCause();
        }
    }

    /** The next replica that polls writes again what it has read. */
    @ParameterizedTest
    @MethodSource("errors")
    void anErrorThatIsKeptAgainIsTheSame(Throwable error) {
        Throwable again = kept(kept(error));

        assertThat(again)
                .hasSameClassAs(kept(error))
                .hasToString(error.toString())
                .hasMessage(error.getMessage());
        assertThat(PermanentError.is(again)).isEqualTo(PermanentError.is(error));
        if (again instanceof RecordedException recorded) {
            assertThat(recorded.type()).isEqualTo(error.getClass().getName());
        }
    }

    @Test
    void whatIsPermanentIsAmongTheErrorsAndWhatIsNot() {
        assertThat(errors().map(PermanentError::is)).contains(true, false);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aRefusalKeepsWhatTheServiceToldWithIt(Throwable error) {
        if (!(error instanceof SdkServiceException refusal)) {
            return;
        }
        assertThat(kept(error)).isInstanceOfSatisfying(AwsServiceException.class, kept -> {
            assertThat(kept.statusCode()).isEqualTo(refusal.statusCode());
            assertThat(kept.requestId()).isEqualTo(refusal.requestId());
            assertThat(kept.extendedRequestId()).isEqualTo(refusal.extendedRequestId());
            assertThat(kept.numAttempts()).isEqualTo(refusal.numAttempts());
            assertThat(kept.isThrottlingException()).isEqualTo(refusal.isThrottlingException());
            assertThat(kept.retryable()).isEqualTo(refusal.retryable());
            assertThat(kept.awsErrorDetails())
                    .usingRecursiveComparison()
                    .isEqualTo(error instanceof AwsServiceException aws ? aws.awsErrorDetails() : null);
        });
    }

    @Test
    void theErrorsThatPeopleAskForByTheirClassComeBackInIt() {
        assertThat(errors().limit(7))
                .allSatisfy(error -> assertThat(kept(error)).hasSameClassAs(error));
        assertThat(kept(new TimeoutException())).isExactlyInstanceOf(TimeoutException.class);
        assertThat(kept(ApiCallTimeoutException.create(1))).isExactlyInstanceOf(ApiCallTimeoutException.class);
    }

    @Test
    void anErrorOfAnotherClassTellsWhich() {
        assertThat(kept(new Odd("message", new Odd("cause", new IOException()))))
                .isInstanceOfSatisfying(RecordedException.class, recorded -> assertThat(recorded.type())
                        .isEqualTo(Odd.class.getName()));
    }

    @Test
    void errorsOfSeveralClustersAreStillSeveral() {
        Throwable several = Exceptions.multiple(
                refusal(ClusterNotFoundException.builder(), "ClusterNotFoundException", 400)
                        .build(),
                new Odd("directory", new IOException("closed")),
                Exceptions.multiple(new IOException("within")));
        LookupFailing event = new LookupFailing(several, 2, Duration.ofSeconds(5));
        LookupFailing kept = (LookupFailing) FeedJson.read(FeedJson.write(event));

        assertThat(kept.reason()).isEqualTo(event.reason());
        assertThat(kept.error()).hasToString(several.toString());
        assertThat(Exceptions.unwrapMultiple(kept.error())).hasSize(3);
        assertThat(Exceptions.unwrapMultiple(kept.error()).get(1).getCause()).hasMessage("closed");
    }

    @Test
    void clustersKeepTheirErrors() {
        LookupFailing event = new LookupFailing(
                new TimeoutException("late"),
                2,
                Duration.ofSeconds(5),
                List.of(new LookupFailing.Cluster("prod", kept(new IOException("closed")), 7)));

        assertThat(((LookupFailing) FeedJson.read(FeedJson.write(event))).reason())
                .isEqualTo(event.reason());
    }

    @Test
    void aCircleOfCausesIsCutAfterTheFirst() {
        IOException one = new IOException("one");
        IOException other = new IOException("other", one);
        one.initCause(other);

        assertThat(kept(one).getCause()).hasMessage("other").hasNoCause();
    }

    /** A store that somebody else writes to names any class: it is only a name. */
    @Test
    void noClassIsMadeBecauseAStoreNamesIt() {
        String json = FeedJson.write(new ServiceFailing(WEB, new IOException("x"), 1, null, Duration.ZERO))
                .replace("java.io.IOException", "javax.naming.NamingException");

        assertThat(((ServiceFailing) FeedJson.read(json)).error())
                .isExactlyInstanceOf(RecordedException.class)
                .hasToString("javax.naming.NamingException: x");
    }
}
