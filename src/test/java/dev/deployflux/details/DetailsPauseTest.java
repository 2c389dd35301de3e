package dev.deployflux.details;

import static dev.deployflux.details.DescribingClient.arns;
import static dev.deployflux.details.DescribingClient.rows;
import static dev.deployflux.fixture.ScriptedClient.arn;
import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.DetailsOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** When a batch of deployments in full goes that is not full: by pauses of the rows. */
class DetailsPauseTest {

    private final DescribingClient ecs = new DescribingClient();

    @Test
    void rowsThatComeOneByOneFromAnotherThreadAreGathered() {
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(rows.flux(), never()))
                .then(() -> arns(20).forEach(arn -> rows.next(brief(arn))))
                .expectNextCount(20)
                .then(() -> rows.next(row(20)).complete())
                .expectNext(arn(20))
                .verifyComplete();

        assertThat(ecs.callSizes()).containsExactly(20, 1);
    }

    @Test
    void aPauseSendsWhatIsThere() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(rows.flux(), pausing(100, time)))
                .then(() -> rows.next(row(0)))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(60)))
                .then(() -> rows.next(row(1)))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(99)))
                .then(() -> assertThat(ecs.calls()).isEmpty())
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNext(arn(0), arn(1))
                .then(() -> rows.next(row(2)))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(99)))
                .then(() -> assertThat(ecs.calls()).hasSize(1))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNext(arn(2))
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .then(() -> rows.next(row(3)))
                .then(() -> assertThat(ecs.calls()).hasSize(2))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(100)))
                .expectNext(arn(3))
                .thenCancel()
                .verify();
        assertThat(time.getScheduledTaskCount())
                .as("one for the first batch, one for the rest of its time, one for each of the others")
                .isEqualTo(4);
    }

    /** Each batch waits for its own rows: a timer that was set for the one before rings in vain. */
    @Test
    void theTimerOfABatchThatWasFilledDoesNotSendTheNextOne() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(rows.flux(), pausing(100, time)))
                .then(() -> rows.next(row(0)))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(90)))
                .then(() -> arns(20).forEach(arn -> rows.next(brief(arn))))
                .expectNextCount(20)
                .then(() -> time.advanceTimeBy(Duration.ofMillis(99)))
                .then(() -> assertThat(ecs.calls()).hasSize(1))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNextCount(1)
                .thenCancel()
                .verify();
    }

    @Test
    void withoutAPauseGoesWhatIsThereAtOnce() {
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(
                        rows.flux(),
                        DetailsOptions.builder().pause(Duration.ZERO).build()))
                .then(() -> rows.next(row(0)))
                .expectNext(arn(0))
                .thenCancel()
                .verify();
    }

    @Test
    void rowsThatComeWhileACallIsUnderWayAreGathered() {
        ecs.holding();
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(
                        rows.flux(),
                        DetailsOptions.builder().pause(Duration.ZERO).build()))
                .then(() -> rows.next(row(0), row(1), row(2)))
                .then(ecs::answerOne)
                .expectNext(arn(0))
                .then(ecs::answerOne)
                .expectNext(arn(1), arn(2))
                .thenCancel()
                .verify();

        assertThat(ecs.callSizes()).containsExactly(1, 2);
    }

    @Test
    void aSchedulerThatTakesNoTimerKeepsNobodyWaiting() {
        VirtualTimeScheduler down = VirtualTimeScheduler.create();
        down.dispose();
        TestPublisher<ServiceDeploymentBrief> rows = TestPublisher.create();

        StepVerifier.create(ecs.details(rows.flux(), pausing(100, down)))
                .then(() -> rows.next(row(0)))
                .expectNext(arn(0))
                .thenCancel()
                .verify();
    }

    @Test
    void aPauseOutOfRangeIsRefused() {
        DetailsOptions.Builder options = DetailsOptions.builder();

        assertThatThrownBy(() -> options.pause(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write 0 to 1 minute");
        assertThatThrownBy(() -> options.pause(Duration.ofSeconds(61))).isInstanceOf(IllegalArgumentException.class);
    }

    private static ServiceDeploymentBrief brief(String arn) {
        return ServiceDeploymentBrief.builder().serviceDeploymentArn(arn).build();
    }

    /** A pause that doesn't end. */
    private static DetailsOptions never() {
        return pausing(100, VirtualTimeScheduler.create());
    }

    private static DetailsOptions pausing(int millis, VirtualTimeScheduler time) {
        return DetailsOptions.builder()
                .pause(Duration.ofMillis(millis))
                .scheduler(time)
                .build();
    }
}
