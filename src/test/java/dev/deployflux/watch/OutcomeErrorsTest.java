package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.watch.OutcomeScene.Wait;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** Looks that fail: those that are taken again, and those that were refused. */
class OutcomeErrorsTest {

    private final OutcomeScene scene = new OutcomeScene();
    private final OutcomeClient ecs = scene.ecs;

    @AfterEach
    void nothingStays() {
        assertThat(scene.watcher.awaited()).isZero();
    }

    static Stream<Throwable> passing() {
        return Stream.of(
                OutcomeClient.error(400, "ThrottlingException"),
                OutcomeClient.error(429, "TooManyRequests"),
                OutcomeClient.error(500, "ServerException"),
                OutcomeClient.error(503, "ServiceUnavailable"),
                SdkClientException.create("no connection", new ConnectException()));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void whatMayPassIsTriedAgainAfterAPauseThatGrows(Throwable error) {
        String arn = ecs.put("a", IN_PROGRESS);
        ecs.describeFault = arns -> error;
        Wait wait = scene.await(arn);

        // Pauses of 5, 10, 20 and 40 seconds.
        for (int seconds : new int[] {5, 10, 20, 40}) {
            int calls = ecs.describes.size();
            scene.pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(ecs.describes).hasSize(calls);
            scene.pass(Duration.ofMillis(1));
            assertThat(ecs.describes).hasSize(calls + 1);
        }
        ecs.describeFault = arns -> null;
        ecs.put("a", SUCCESSFUL);
        scene.pass(Duration.ofSeconds(80));

        assertThat(wait.outcome().isSuccess()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidSignatureException, false",
        "SignatureDoesNotMatch, false",
        "AuthFailure, false",
        "RequestExpired, false",
        "RequestTimeTooSkewed, false",
        "RequestInTheFuture, false",
        "UnrecognizedClientException, false",
        "ExpiredToken, false",
        "ExpiredTokenException, false",
        "InvalidClientTokenId, false",
        "InvalidToken, false",
        "TokenRefreshRequired, false",
        "ThrottlingException, false",
        "RequestTimeout, false",
        "RequestTimeoutException, false",
        "PriorRequestNotComplete, false",
        "InternalError, false",
        "AccessDeniedException, true",
        "InvalidParameterException, true",
        "ClientException, true",
        "ClusterNotFoundException, true",
        "UnsupportedFeatureException, true",
        "MissingAuthenticationToken, true",
        "IncompleteSignature, true",
        "OptInRequired, true"
    })
    void whatAClockOrCredentialsAreAtFaultForIsNoRefusal(String code, boolean refusal) {
        ecs.describeFault = arns -> OutcomeClient.error(400, code);
        Wait wait = scene.await(ecs.put("a", SUCCESSFUL));
        assertThat(wait.error != null).isEqualTo(refusal);

        ecs.describeFault = arns -> null;
        scene.pass(Duration.ofSeconds(5));

        assertThat(wait.outcomes).hasSize(refusal ? 0 : 1);
    }

    @Test
    void aTimeoutNamesTheRefusalOfCredentialsThatNeverCame() {
        Throwable expired = OutcomeClient.error(400, "ExpiredTokenException");
        ecs.describeFault = arns -> expired;
        Wait wait = scene.await(OutcomeClient.arn("a"), Duration.ofMinutes(2));

        scene.pass(Duration.ofMinutes(2));

        assertThat(wait.error())
                .isInstanceOf(OutcomeTimeoutException.class)
                .hasCause(expired)
                .hasMessageContaining("ExpiredTokenException");
    }

    @Test
    void aCallThatHangsIsAbortedAndTriedAgain() {
        ecs.holdsDescribes = true;
        Wait wait = scene.await(ecs.put("a", SUCCESSFUL));
        scene.pass(Duration.ofMinutes(1));
        assertThat(ecs.underWay()).isZero();

        ecs.holdsDescribes = false;
        scene.pass(Duration.ofSeconds(5));

        assertThat(wait.outcome().isSuccess()).isTrue();
    }

    @Test
    void oneThatIsRefusedEndsOnlyItsOwnWait() {
        List<Wait> waits = IntStream.range(0, 20)
                .mapToObj(i -> scene.await(ecs.put("d" + i, IN_PROGRESS)))
                .toList();
        scene.pass(Duration.ofSeconds(10));
        Throwable refusal = OutcomeClient.error(400, "AccessDeniedException");
        ecs.describeFault = arns -> arns.contains(OutcomeClient.arn("d7")) ? refusal : null;
        int calls = ecs.describes.size();

        scene.pass(Duration.ofSeconds(10));

        assertThat(ecs.describes.size() - calls).isEqualTo(21);
        assertThat(waits.get(7).error()).isSameAs(refusal).satisfies(e -> assertThat(e.getSuppressed()[0])
                .hasMessageContaining(OutcomeClient.arn("d7")));
        assertThat(waits.stream().filter(Wait::isOpen)).hasSize(19);

        scene.pass(Duration.ofSeconds(10));
        assertThat(ecs.describes.get(ecs.describes.size() - 1))
                .as("together again")
                .hasSize(19);
        IntStream.range(0, 20).forEach(i -> ecs.put("d" + i, SUCCESSFUL));
        scene.pass(Duration.ofSeconds(10));
        assertThat(waits.stream().filter(w -> w.error == null))
                .allMatch(w -> w.outcome().isSuccess());
    }

    @Test
    void oneThatIsRefusedAloneAtOnceFailsAtOnce() {
        Throwable refusal = OutcomeClient.error(400, "AccessDeniedException");
        ecs.describeFault = arns -> refusal;

        Wait wait = scene.await(OutcomeClient.arn("a"));

        assertThat(wait.error()).isSameAs(refusal);
        assertThat(ecs.describes).hasSize(1);
    }

    @Test
    void aClientThatThrowsOneAndTheSameErrorAgainHasItNamedOnce() {
        Throwable refusal = OutcomeClient.error(400, "AccessDeniedException");
        ecs.describeFault = arns -> refusal;

        scene.await(OutcomeClient.arn("a"));
        scene.await(OutcomeClient.arn("a"));
        scene.await(OutcomeClient.arn("b"));

        assertThat(refusal.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly(
                        "while awaiting the outcome of " + OutcomeClient.arn("a"),
                        "while awaiting the outcome of " + OutcomeClient.arn("b"));
    }

    @Test
    void aSchedulerThatTakesNoTasksFailsTheWaits() {
        Wait before = scene.await(ecs.put("a", IN_PROGRESS));
        scene.time.dispose();
        Wait after = scene.await(ecs.put("b", IN_PROGRESS));

        assertThat(after.error()).isInstanceOf(RejectedExecutionException.class);
        assertThat(before.error()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aSchedulerThatIsDisposedOfFailsAllWaitsWhenTheNextOneForTheSameComes() {
        String arn = ecs.put("a", IN_PROGRESS);
        Wait before = scene.await(arn, Duration.ofMinutes(1));
        scene.time.dispose();
        Wait after = scene.await(arn, Duration.ofMinutes(2));

        assertThat(List.of(before, after)).allSatisfy(wait -> assertThat(wait.error())
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("scheduler"));
    }

    @Test
    void aSchedulerThatIsDisposedOfFailsAllOtherWaitsWhenOneIsCancelled() {
        Wait leaving = scene.await(ecs.put("a", IN_PROGRESS));
        Wait staying = scene.await(ecs.put("b", IN_PROGRESS));
        scene.time.dispose();

        leaving.subscription.dispose();

        assertThat(staying.error()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aSchedulerThatIsDisposedOfDuringACallFailsAllWaitsWithItsAnswer() {
        ecs.holdsDescribes = true;
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS));
        scene.time.dispose();

        ecs.release();

        assertThat(wait.error()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void failedLooksDoNotCountAsAnswersThatEcsDoesNotKnowIt() {
        String arn = ecs.put("a", IN_PROGRESS);
        Wait wait = scene.await(arn);
        scene.pass(Duration.ofSeconds(1));
        ecs.describeFault = arns -> OutcomeClient.error(503, "ServerException");
        scene.pass(Duration.ofMinutes(10));
        ServiceDeployment known = Objects.requireNonNull(ecs.deployments.remove(arn));
        ecs.describeFault = arns -> null;
        scene.pass(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(wait.isOpen()).isTrue();

        ecs.deployments.put(arn, known);
        scene.pass(Duration.ofMinutes(1));
        ecs.put("a", SUCCESSFUL);
        scene.pass(Duration.ofMinutes(1));

        assertThat(wait.outcome().isSuccess()).isTrue();
    }
}
