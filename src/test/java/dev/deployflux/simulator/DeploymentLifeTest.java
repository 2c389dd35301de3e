package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ConflictException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;

class DeploymentLifeTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void scriptsMoveOnTheClockAlone() {
        assertThat(lifeOf(DeploymentScript.successful(TEN_SECONDS))).containsExactly(PENDING, IN_PROGRESS, SUCCESSFUL);
        assertThat(lifeOf(DeploymentScript.rollback(TEN_SECONDS, "alarm")))
                .containsExactly(PENDING, IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL);
        assertThat(lifeOf(DeploymentScript.rollbackFailed(TEN_SECONDS, "alarm")))
                .containsExactly(PENDING, IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_FAILED);
        assertThat(lifeOf(DeploymentScript.stopped(TEN_SECONDS, "by hand")))
                .containsExactly(PENDING, IN_PROGRESS, STOP_REQUESTED, STOPPED);
    }

    @Test
    void timestampsAreThoseOfTheStepsAndNotOfTheCalls() {
        Instant created = ecs.clock().instant();
        String arn = web.deploy(DeploymentScript.rollback(TEN_SECONDS, "alarm"));
        assertThat(describe(arn).startedAt()).isNull();

        ecs.clock().advance(Duration.ofHours(1));

        ServiceDeployment deployment = describe(arn);
        assertThat(deployment.createdAt()).isEqualTo(created);
        assertThat(deployment.startedAt()).isEqualTo(created.plusSeconds(1));
        assertThat(deployment.finishedAt()).isEqualTo(created.plusSeconds(10));
        assertThat(deployment.updatedAt()).isEqualTo(created.plusSeconds(10));
        assertThat(deployment.statusReason()).isEqualTo("alarm");
        assertThat(deployment.rollback().startedAt()).isEqualTo(created.plusSeconds(5));
        assertThat(deployment.stoppedAt()).isNull();
    }

    @Test
    void aScriptOfYourOwnTakesEachStepAtItsTime() {
        String arn = web.deploy(DeploymentScript.builder()
                .at(Duration.ZERO, IN_PROGRESS, "starting")
                .at(Duration.ofSeconds(3), ROLLBACK_REQUESTED)
                .build());

        assertThat(web.status(arn)).isEqualTo(IN_PROGRESS);
        assertThat(describe(arn).statusReason()).isEqualTo("starting");
        ecs.clock().advance(Duration.ofMillis(2_999));
        assertThat(web.status(arn)).isEqualTo(IN_PROGRESS);
        ecs.clock().advance(Duration.ofMillis(1));
        assertThat(web.status(arn)).isEqualTo(ROLLBACK_REQUESTED);
        assertThat(describe(arn).statusReason()).isNull();
    }

    @Test
    void aStopRollsBackUnlessToldToAbort() {
        String arn = web.deploy(DeploymentScript.successful(Duration.ofMinutes(5)));
        ecs.clock().advance(Duration.ofMinutes(1));

        assertThat(ecs.client()
                        .stopServiceDeployment(r -> r.serviceDeploymentArn(arn))
                        .join()
                        .serviceDeploymentArn())
                .isEqualTo(arn);

        assertThat(web.status(arn)).isEqualTo(ROLLBACK_REQUESTED);
        ecs.clock().advance(StopType.ROLLBACK_BEGINS);
        assertThat(web.status(arn)).isEqualTo(ROLLBACK_IN_PROGRESS);
        ecs.clock().advance(StopType.ROLLBACK_ENDS);
        assertThat(web.status(arn)).isEqualTo(ROLLBACK_SUCCESSFUL);
        assertThat(describe(arn).startedAt()).isNotNull();
    }

    @Test
    void anAbortStopsWithoutRollback() {
        String arn = web.deploy(DeploymentScript.successful(Duration.ofMinutes(5)));

        stop(arn, StopServiceDeploymentStopType.ABORT);

        assertThat(web.status(arn)).isEqualTo(STOP_REQUESTED);
        ecs.clock().advance(StopType.ABORT_ENDS);
        assertThat(web.status(arn)).isEqualTo(STOPPED);
        assertThat(describe(arn).stoppedAt()).isEqualTo(ecs.clock().instant());
    }

    @Test
    void onlyALiveDeploymentCanBeStopped() {
        String finished = web.history(1).get(0);
        String live = web.deploy(DeploymentScript.successful(TEN_SECONDS));
        stop(live, StopServiceDeploymentStopType.ROLLBACK);

        assertThatThrownBy(() -> stop(finished, StopServiceDeploymentStopType.ABORT))
                .hasCauseInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> stop(live, StopServiceDeploymentStopType.ABORT))
                .hasCauseInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> stop(live + "x", StopServiceDeploymentStopType.ABORT))
                .hasCauseInstanceOf(ServiceDeploymentNotFoundException.class);
        assertThatThrownBy(() -> ecs.client()
                        .stopServiceDeployment(r -> r.serviceDeploymentArn(live).stopType("SOMEHOW"))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class);
    }

    @Test
    void scriptsThatCannotBeAreRefused() {
        DeploymentScript.Builder done = DeploymentScript.builder().at(TEN_SECONDS, SUCCESSFUL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> done.at(Duration.ofSeconds(11), IN_PROGRESS))
                .withMessageContaining("Nothing follows SUCCESSFUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        DeploymentScript.builder().at(TEN_SECONDS, IN_PROGRESS).at(TEN_SECONDS, SUCCESSFUL))
                .withMessageContaining("must come later");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DeploymentScript.builder().at(TEN_SECONDS, ServiceDeploymentStatus.fromValue("FROZEN")))
                .withMessageContaining("Fault.unknownStatus");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeploymentScript.successful(Duration.ZERO))
                .withMessageContaining("Duration.ofSeconds(90)");
    }

    private List<ServiceDeploymentStatus> lifeOf(DeploymentScript script) {
        String arn = web.deploy(script);
        List<ServiceDeploymentStatus> life = new ArrayList<>(List.of(web.status(arn)));
        for (int second = 0; second < 12; second++) {
            ecs.clock().advance(Duration.ofSeconds(1));
            ServiceDeploymentStatus status = describe(arn).status();
            if (!life.contains(status)) {
                life.add(status);
            }
        }
        return life;
    }

    private ServiceDeployment describe(String arn) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }

    private void stop(String arn, StopServiceDeploymentStopType type) {
        ecs.client()
                .stopServiceDeployment(r -> r.serviceDeploymentArn(arn).stopType(type))
                .join();
    }
}
