package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStatus;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookTargetType;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentRollbackMonitorsStatus;

/** What turns a rollout back, or holds it up. */
class RolloutTroubleTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);
    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:check";

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final Instant start = ecs.clock().instant();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aCircuitBreakerCountsUpAndTrips() {
        web.history(1);
        String arn = web.deploy(
                DeploymentScript.rolling(ROLLOUT, 4).failedTasks(9, 3).build());
        List<Integer> counts = new ArrayList<>();
        while (describe(arn).status() != ROLLBACK_SUCCESSFUL) {
            int count = describe(arn).deploymentCircuitBreaker().failureCount();
            if (!counts.contains(count)) {
                counts.add(count);
            }
            ecs.clock().advance(Duration.ofSeconds(5));
        }
        ServiceDeployment end = describe(arn);

        assertThat(counts).containsExactly(0, 1, 2, 3);
        assertThat(end.deploymentCircuitBreaker().status())
                .isEqualTo(ServiceDeploymentRollbackMonitorsStatus.TRIGGERED);
        assertThat(end.rollback().reason()).contains("circuit breaker");
        assertThat(end.rollback().serviceRevisionArn())
                .isEqualTo(end.sourceServiceRevisions().get(0).arn());
        assertThat(end.targetServiceRevision().requestedTaskCount()).isZero();
        assertThat(end.sourceServiceRevisions().get(0).runningTaskCount()).isEqualTo(4);
        assertThat(end.lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.SCALE_UP);
    }

    @Test
    void tooFewFailuresLetItSucceed() {
        String arn = web.deploy(
                DeploymentScript.rolling(ROLLOUT, 4).failedTasks(2, 3).build());
        ecs.clock().advance(ROLLOUT);

        assertThat(describe(arn).status()).isEqualTo(SUCCESSFUL);
        assertThat(describe(arn).deploymentCircuitBreaker().failureCount()).isEqualTo(2);
        assertThat(describe(arn).deploymentCircuitBreaker().status())
                .isEqualTo(ServiceDeploymentRollbackMonitorsStatus.MONITORING_COMPLETE);
    }

    @Test
    void anAlarmTurnsItBackHalfWayThroughItsStage() {
        web.history(1);
        String arn = web.deploy(DeploymentScript.canary(ROLLOUT, 4, 5)
                .alarms("p99")
                .alarmAt(ServiceDeploymentLifecycleStage.BAKE_TIME, "5xx")
                .build());
        ecs.clock().advance(Duration.ofSeconds(875).minusNanos(1));
        assertThat(describe(arn).alarms().triggeredAlarmNames()).isEmpty();

        ecs.clock().advance(Duration.ofNanos(1));

        ServiceDeployment turned = describe(arn);
        assertThat(turned.status()).isEqualTo(ROLLBACK_IN_PROGRESS);
        assertThat(turned.alarms().alarmNames()).containsExactly("5xx", "p99");
        assertThat(turned.alarms().triggeredAlarmNames()).containsExactly("5xx");
        assertThat(turned.alarms().status()).isEqualTo(ServiceDeploymentRollbackMonitorsStatus.TRIGGERED);
        assertThat(turned.rollback().reason()).contains("5xx");
        assertThat(turned.rollback().startedAt()).isEqualTo(start.plusSeconds(875));
        assertThat(turned.targetServiceRevision().requestedProductionTrafficWeight())
                .isZero();
    }

    @Test
    void aFunctionTakesItsTimeAndMayTurnItBack() {
        Duration minute = Duration.ofMinutes(1);
        String good = web.deploy(DeploymentScript.blueGreen(ROLLOUT, 1)
                .lambdaAt(POST_SCALE_UP, FUNCTION, minute)
                .build());
        String bad = web.deploy(DeploymentScript.blueGreen(ROLLOUT, 1)
                .failingLambdaAt(POST_SCALE_UP, FUNCTION, minute)
                .build());
        ecs.clock().advance(Duration.ofSeconds(430));
        DeploymentLifecycleHookDetail running =
                describe(good).lifecycleHookDetails().get(0);
        assertThat(running.targetType()).isEqualTo(DeploymentLifecycleHookTargetType.AWS_LAMBDA);
        assertThat(running.targetArn()).isEqualTo(FUNCTION);
        assertThat(running.status()).isEqualTo(DeploymentLifecycleHookStatus.IN_PROGRESS);

        ecs.clock().advance(Duration.ofSeconds(30));

        assertThat(describe(good).lifecycleHookDetails().get(0).status())
                .isEqualTo(DeploymentLifecycleHookStatus.SUCCEEDED);
        assertThat(describe(good).status()).isEqualTo(IN_PROGRESS);
        assertThat(describe(bad).lifecycleHookDetails().get(0).status())
                .isEqualTo(DeploymentLifecycleHookStatus.FAILED);
        assertThat(describe(bad).status()).isEqualTo(ROLLBACK_IN_PROGRESS);
        assertThat(describe(bad).rollback().reason()).contains("hook failed");
        ecs.clock().advance(ROLLOUT.minusSeconds(401));
        assertThat(web.status(good)).isEqualTo(IN_PROGRESS);
        ecs.clock().advance(Duration.ofSeconds(1));
        assertThat(web.status(good)).isEqualTo(SUCCESSFUL);
    }

    @Test
    void rolloutsThatCannotBeAreRefused() {
        RolloutBuilder rolling = DeploymentScript.rolling(ROLLOUT, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rolling.pauseAt(POST_TEST_TRAFFIC_SHIFT))
                .withMessageContaining("POST_SCALE_UP");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeploymentScript.blueGreen(ROLLOUT, 1).pauseAt(PRODUCTION_TRAFFIC_SHIFT))
                .withMessageContaining("before or behind it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeploymentScript.blueGreen(ROLLOUT, 0))
                .withMessageContaining("1 task or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeploymentScript.linear(ROLLOUT, 1, 2))
                .withMessageContaining("from 3.0 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rolling.failedTasks(1, 2))
                .withMessageContaining("3 to 200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rolling.lambdaAt(POST_SCALE_UP, "check", Duration.ZERO))
                .withMessageContaining("arn:aws:lambda");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rolling.bakeTime(Duration.ZERO)
                        .alarmAt(ServiceDeploymentLifecycleStage.BAKE_TIME, "5xx")
                        .build())
                .withMessageContaining("bakeTime");
    }

    private ServiceDeployment describe(String arn) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }
}
