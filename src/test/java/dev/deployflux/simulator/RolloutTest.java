package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.PRE_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.DeploymentStrategy;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentRollbackMonitorsStatus;

/** What a rollout is at, when all goes well. */
class RolloutTest {

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
    void aBlueGreenRolloutGoesThroughTheTenStages() {
        web.deploy(DeploymentScript.blueGreen(ROLLOUT, 4).build());
        ecs.clock().advance(ROLLOUT);

        assertThat(only().stages())
                .containsExactly(
                        stage("RECONCILE_SERVICE", 100),
                        stage("PRE_SCALE_UP", 150),
                        stage("SCALE_UP", 200),
                        stage("POST_SCALE_UP", 400),
                        stage("TEST_TRAFFIC_SHIFT", 450),
                        stage("POST_TEST_TRAFFIC_SHIFT", 500),
                        stage("PRODUCTION_TRAFFIC_SHIFT", 550),
                        stage("POST_PRODUCTION_TRAFFIC_SHIFT", 750),
                        stage("BAKE_TIME", 800),
                        stage("CLEAN_UP", 950));
        assertThat(only().steps())
                .extracting(TrueDeployment.Step::status)
                .containsExactly(PENDING, IN_PROGRESS, SUCCESSFUL);
        assertThat(only().pauses()).isEmpty();
    }

    @Test
    void aRollingUpdateShiftsNoTrafficAndReplacesTaskByTask() {
        web.history(1);
        String arn = web.deploy(DeploymentScript.rolling(ROLLOUT, 4).build());
        List<String> counts = new ArrayList<>();
        for (int second = 0; second <= 1_000; second += 10) {
            ServiceDeployment now = describe(arn);
            String count = now.targetServiceRevision().runningTaskCount() + "+"
                    + now.sourceServiceRevisions().get(0).runningTaskCount();
            if (counts.isEmpty() || !counts.get(counts.size() - 1).equals(count)) {
                counts.add(count);
            }
            assertThat(now.targetServiceRevision().requestedProductionTrafficWeight())
                    .isNull();
            ecs.clock().advance(Duration.ofSeconds(10));
        }

        assertThat(counts).containsExactly("0+4", "1+3", "2+2", "3+1", "4+0");
        assertThat(ecs.truth().get(1).stages())
                .extracting(TrueDeployment.Stage::stage)
                .containsExactly(
                        "RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "BAKE_TIME", "CLEAN_UP");
    }

    @Test
    void eachWayShiftsTheTrafficInItsOwnSteps() {
        assertThat(weights(DeploymentScript.blueGreen(ROLLOUT, 2))).containsExactly("0/0", "100/0", "100/100");
        assertThat(weights(DeploymentScript.canary(ROLLOUT, 2, 5))).containsExactly("0/0", "100/0", "100/5", "100/100");
        assertThat(weights(DeploymentScript.linear(ROLLOUT, 2, 30)))
                .containsExactly("0/0", "100/0", "100/30", "100/60", "100/90", "100/100");
    }

    @Test
    void bothRevisionsRunUntilTheOldOneIsCleanedUp() {
        web.history(1);
        String arn = web.deploy(DeploymentScript.blueGreen(ROLLOUT, 4).build());

        ecs.clock().advance(Duration.ofMinutes(5));
        ServiceDeployment scaling = describe(arn);
        ecs.clock().advance(Duration.ofMinutes(10));
        ServiceDeployment baking = describe(arn);
        ecs.clock().advance(Duration.ofSeconds(100));
        ServiceDeployment done = describe(arn);

        assertThat(scaling.lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.SCALE_UP);
        assertThat(scaling.targetServiceRevision().requestedTaskCount()).isEqualTo(4);
        assertThat(scaling.targetServiceRevision().runningTaskCount()).isEqualTo(2);
        assertThat(scaling.targetServiceRevision().pendingTaskCount()).isEqualTo(2);
        assertThat(scaling.sourceServiceRevisions().get(0).requestedProductionTrafficWeight())
                .isEqualTo(100);
        assertThat(baking.lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.BAKE_TIME);
        assertThat(baking.sourceServiceRevisions().get(0).runningTaskCount()).isEqualTo(4);
        assertThat(baking.sourceServiceRevisions().get(0).requestedProductionTrafficWeight())
                .isZero();
        assertThat(done.sourceServiceRevisions().get(0).runningTaskCount()).isZero();
        assertThat(done.targetServiceRevision().runningTaskCount()).isEqualTo(4);
    }

    @Test
    void theConfigurationAndTheServiceSayWhatWasAskedFor() {
        String arn = web.deploy(DeploymentScript.linear(ROLLOUT, 4, 25)
                .bakeTime(Duration.ofMinutes(5))
                .alarms("5xx")
                .failedTasks(0, 3)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT)
                .lambdaAt(PRE_SCALE_UP, FUNCTION, Duration.ZERO)
                .build());

        ServiceDeployment deployment = describe(arn);

        assertThat(deployment.deploymentConfiguration().strategy()).isEqualTo(DeploymentStrategy.LINEAR);
        assertThat(deployment.deploymentConfiguration().bakeTimeInMinutes()).isEqualTo(5);
        assertThat(deployment.deploymentConfiguration().linearConfiguration().stepPercent())
                .isEqualTo(25);
        assertThat(deployment.deploymentConfiguration().alarms().alarmNames()).containsExactly("5xx");
        assertThat(deployment.deploymentConfiguration().lifecycleHooks())
                .extracting(hook -> hook.targetTypeAsString() + hook.lifecycleStagesAsStrings())
                .containsExactly("PAUSE[POST_TEST_TRAFFIC_SHIFT]", "AWS_LAMBDA[PRE_SCALE_UP]");
        assertThat(deployment
                        .deploymentConfiguration()
                        .lifecycleHooks()
                        .get(0)
                        .timeoutConfiguration()
                        .timeoutInMinutes())
                .isEqualTo(1_440);
        assertThat(deployment.deploymentCircuitBreaker().threshold()).isEqualTo(3);
        assertThat(deployment.alarms().status()).isEqualTo(ServiceDeploymentRollbackMonitorsStatus.MONITORING);
        assertThat(service().desiredCount()).isEqualTo(4);
    }

    @Test
    void aBakeTimeOfItsOwnIsInPlaceOfTheUsualOne() {
        web.deploy(DeploymentScript.canary(ROLLOUT, 1, 10)
                .bakeTime(Duration.ofHours(1))
                .build());
        web.deploy(
                DeploymentScript.canary(ROLLOUT, 1, 10).bakeTime(Duration.ZERO).build());
        ecs.clock().advance(Duration.ofHours(2));

        assertThat(ecs.truth())
                .extracting(deployment -> deployment.stages().stream()
                        .filter(stage -> stage.stage().equals("BAKE_TIME"))
                        .count())
                .containsExactlyInAnyOrder(1L, 0L);
        assertThat(ecs.truth())
                .extracting(deployment -> deployment.steps().get(2).since())
                .containsExactlyInAnyOrder(start.plusSeconds(850 + 3_600), start.plusSeconds(850));
    }

    private List<String> weights(RolloutBuilder rollout) {
        String arn = web.deploy(rollout.build());
        List<String> weights = new ArrayList<>();
        for (int second = 0; second <= 1_000; second += 10) {
            var target = describe(arn).targetServiceRevision();
            String both = target.requestedTestTrafficWeight().intValue() + "/"
                    + target.requestedProductionTrafficWeight().intValue();
            if (!weights.contains(both)) {
                weights.add(both);
            }
            ecs.clock().advance(Duration.ofSeconds(10));
        }
        return weights;
    }

    private TrueDeployment only() {
        assertThat(ecs.truth()).hasSize(1);
        return ecs.truth().get(0);
    }

    private TrueDeployment.Stage stage(String name, int seconds) {
        return new TrueDeployment.Stage(name, start.plusSeconds(seconds));
    }

    private ServiceDeployment describe(String arn) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }

    private Service service() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0);
    }
}
