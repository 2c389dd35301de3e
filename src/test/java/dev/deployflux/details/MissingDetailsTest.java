package dev.deployflux.details;

import static dev.deployflux.details.DescribingClient.arns;
import static dev.deployflux.details.DescribingClient.rows;
import static dev.deployflux.fixture.ScriptedClient.arn;
import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.DetailsException;
import dev.deployflux.DetailsFailure;
import dev.deployflux.DetailsOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** What can't be described is named, and costs nobody else anything. */
class MissingDetailsTest {

    private static final String TASK = "arn:aws:ecs:eu-central-1:123456789012:task/prod/7";

    private final DescribingClient ecs = new DescribingClient();

    private static List<String> arnsWithout(int count, String... missing) {
        return arns(count).stream()
                .filter(arn -> !List.of(missing).contains(arn))
                .toList();
    }

    private static List<DetailsFailure> failures(Throwable error) {
        assertThat(error).isInstanceOf(DetailsException.class);
        return ((DetailsException) error).failures();
    }

    @Test
    void threeOfAThousandAreNamedAtTheEnd() {
        ecs.missing(arn(7), arn(500)).leavingOut(arn(999));
        List<String> received = new ArrayList<>();

        StepVerifier.create(ecs.details(rows(1_000)).doOnNext(received::add))
                .thenConsumeWhile(row -> true)
                .verifyErrorSatisfies(error -> {
                    assertThat(error).hasMessageContainingAll("3 deployments", arn(7), arn(500), arn(999));
                    assertThat(error).hasCauseInstanceOf(ServiceDeploymentNotFoundException.class);
                    assertThat(failures(error))
                            .extracting(DetailsFailure::arn)
                            .containsExactly(arn(7), arn(500), arn(999));
                });

        assertThat(received).isEqualTo(arnsWithout(1_000, arn(7), arn(500), arn(999)));
        assertThat(ecs.calls()).hasSize(50);
    }

    @Test
    void whatIsMissingIsReplacedByAnotherRowForWhoAskedForANumber() {
        ecs.missing(arn(1));

        StepVerifier.create(ecs.details(rows(10)), 3)
                .expectNext(arn(0), arn(2), arn(3))
                .thenCancel()
                .verify();

        assertThat(ecs.callSizes()).containsExactly(3, 1);
    }

    @Test
    void reportedFailuresDoNotEndTheStream() {
        ecs.missing(arn(3));
        List<DetailsFailure> reported = new ArrayList<>();

        StepVerifier.create(ecs.details(
                                rows(30),
                                DetailsOptions.builder()
                                        .reportFailures(reported::add)
                                        .build())
                        .collectList())
                .expectNext(arnsWithout(30, arn(3)))
                .verifyComplete();

        assertThat(reported).singleElement().satisfies(failure -> {
            assertThat(failure.arn()).isEqualTo(arn(3));
            assertThat(failure.toString()).contains("doesn't know the deployment " + arn(3));
        });
    }

    @Test
    void aReportThatThrowsEndsTheStreamBehindTheRowsThatCameWithIt() {
        ecs.missing(arn(1));

        StepVerifier.create(ecs.details(
                        rows(3),
                        DetailsOptions.builder()
                                .reportFailures(failure -> {
                                    throw new IllegalStateException("pager is out of order");
                                })
                                .build()))
                .expectNext(arn(0), arn(2))
                .verifyErrorMessage("pager is out of order");
    }

    @Test
    void failFastEndsBehindTheRowsThatCameWithTheFirstFailure() {
        ecs.missing(arn(21));

        StepVerifier.create(ecs.details(
                        rows(100), DetailsOptions.builder().failFast().build()))
                .expectNextCount(39)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(ServiceDeploymentNotFoundException.class)
                        .hasMessageContaining(arn(21)));

        assertThat(ecs.calls()).hasSize(2);
    }

    @Test
    void aCallThatIsDeniedLosesItsOwnDeploymentsAlone() {
        ecs.refusing(arn(25), denial());

        StepVerifier.create(ecs.details(rows(60))).expectNextCount(40).verifyErrorSatisfies(error -> assertThat(
                        failures(error))
                .hasSize(20)
                .allSatisfy(failure -> assertThat(failure.error()).isInstanceOf(AccessDeniedException.class))
                .extracting(DetailsFailure::arn)
                .startsWith(arn(20))
                .endsWith(arn(39)));
    }

    @Test
    void failFastEndsWithTheCallsOwnErrorThatNamesItsDeployments() {
        ecs.refusing(arn(25), denial());

        StepVerifier.create(ecs.details(
                        rows(60), DetailsOptions.builder().failFast().build()))
                .expectNextCount(20)
                .verifyErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(AccessDeniedException.class);
                    assertThat(error.getSuppressed()).singleElement().satisfies(name -> assertThat(name)
                            .hasMessageContaining(arn(20) + " and 19 others"));
                });
    }

    @Test
    void whatIsNoArnOfADeploymentIsNamedAndNeverSent() {
        StepVerifier.create(ecs.details(Flux.just(row(0), brief(TASK), brief(null), row(1))))
                .expectNext(arn(0), arn(1))
                .verifyErrorSatisfies(error -> {
                    assertThat(error)
                            .hasMessageContainingAll(
                                    "\"" + TASK + "\" is no ARN of a deployment: write one like",
                                    "a row without an ARN",
                                    "a row has no serviceDeploymentArn");
                    assertThat(failures(error)).extracting(DetailsFailure::arn).containsExactly(TASK, "");
                });

        assertThat(ecs.calls()).containsExactly(List.of(arn(0), arn(1)));
    }

    @Test
    void rowsThatAreLeftOutMakeRoomForOthersInTheSameBatch() {
        StepVerifier.create(ecs.details(Flux.concat(Flux.just(brief(TASK)).repeat(99_999), rows(20)), quietly()))
                .expectNextCount(20)
                .verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20);
    }

    @Test
    void failFastRefusesWhatIsNoArnBeforeItsBatchIsSentAndBehindTheBatchesBefore() {
        StepVerifier.create(ecs.details(
                        Flux.concat(rows(25), Flux.just(brief(TASK)), rows(5)),
                        DetailsOptions.builder().failFast().build()))
                .expectNextCount(20)
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(TASK));

        assertThat(ecs.calls()).hasSize(1);
    }

    @Test
    void anErrorOfTheRowsComesBehindTheDeploymentsOfThoseBeforeIt() {
        StepVerifier.create(ecs.details(rows(25).concatWith(Flux.error(new IllegalStateException("no more rows")))))
                .expectNextCount(25)
                .verifyErrorMessage("no more rows");

        assertThat(ecs.callSizes()).containsExactly(20, 5);
    }

    @Test
    void anErrorOfTheRowsIsSuppressedInTheOneThatNamesWhatIsMissing() {
        ecs.missing(arn(1));

        StepVerifier.create(ecs.details(rows(2).concatWith(Flux.error(new IllegalStateException("no more rows")))))
                .expectNext(arn(0))
                .verifyErrorSatisfies(error -> {
                    assertThat(failures(error)).hasSize(1);
                    assertThat(error.getSuppressed()).singleElement().satisfies(other -> assertThat(other)
                            .hasMessage("no more rows"));
                });
    }

    private static DetailsOptions quietly() {
        return DetailsOptions.builder().reportFailures(failure -> {}).build();
    }

    @SuppressWarnings("NullAway") // a hostile row
    private static ServiceDeploymentBrief brief(@Nullable String arn) {
        return ServiceDeploymentBrief.builder().serviceDeploymentArn(arn).build();
    }

    private static AccessDeniedException denial() {
        return AccessDeniedException.builder().message("not allowed").build();
    }
}
