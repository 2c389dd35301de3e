package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.KeptEvents;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** Clients of all replicas are told the same of an error, whichever has had it. */
class ErrorCodeTest {

    private static final class DirectoryException extends Exception {

        private static final long serialVersionUID = 1;
    }

    static Stream<Throwable> errors() {
        return Stream.of(
                new TimeoutException("late"),
                SdkClientException.create("no connection"),
                EcsException.builder()
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("ThrottlingException")
                                .build())
                        .build(),
                new DirectoryException(),
                Exceptions.multiple(new DirectoryException(), new IOException("closed")));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorFromAStoreHasTheCodeThatItHad(Throwable error) {
        ServiceFailing failing =
                new ServiceFailing(new ServiceRef("prod", "web"), error, 1, null, Duration.ofSeconds(5));
        ServiceFailing kept = (ServiceFailing) KeptEvents.kept(failing);

        assertThat(ErrorCode.of(kept.error())).isEqualTo(ErrorCode.of(error)).doesNotContain("Recorded");
    }
}
