package dev.deployflux.validator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.RolloutProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** The truth of the simulator is what its descriptions told at each time. */
class TrueHistoryTest {

    private static final Duration LIFE = Duration.ofSeconds(200);

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    @AfterEach
    void close() {
        ecs.close();
    }

    static List<DeploymentScript> scripts() {
        return List.of(
                DeploymentScript.successful(LIFE),
                DeploymentScript.rollback(LIFE, "no tasks"),
                DeploymentScript.rolling(LIFE, 5).failedTasks(2, 3).build(),
                DeploymentScript.rolling(LIFE, 5).failedTasks(3, 3).build(),
                DeploymentScript.blueGreen(LIFE, 2)
                        .pauseAt(DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT)
                        .build(),
                DeploymentScript.canary(LIFE, 2, 10)
                        .alarmAt(ServiceDeploymentLifecycleStage.BAKE_TIME, "errors")
                        .build(),
                DeploymentScript.linear(LIFE, 2, 50)
                        .pauseAt(
                                DeploymentLifecycleHookStage.PRE_PRODUCTION_TRAFFIC_SHIFT,
                                Duration.ofSeconds(20),
                                DeploymentLifecycleHookAction.CONTINUE)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void tellsWhatWasDescribed(DeploymentScript script) {
        String arn = ecs.cluster("prod").service("web").deploy(script);
        List<RolloutProgress> progress = new ArrayList<>();
        List<List<String>> waits = new ArrayList<>();
        Instant start = ecs.clock().instant();
        for (int second = 0; second < 300; second++) {
            if (second == 250) {
                describe(arn).lifecycleHookDetails().stream()
                        .filter(hook -> "AWAITING_ACTION".equals(hook.statusAsString()))
                        .forEach(hook -> ecs.client()
                                .continueServiceDeployment(
                                        r -> r.serviceDeploymentArn(arn).hookId(hook.hookId()))
                                .join());
            }
            ServiceDeployment now = describe(arn);
            progress.add(RolloutProgress.of(now));
            waits.add(now.lifecycleHookDetails().stream()
                    .filter(hook -> "AWAITING_ACTION".equals(hook.statusAsString()))
                    .map(DeploymentLifecycleHookDetail::hookId)
                    .toList());
            ecs.clock().advance(Duration.ofSeconds(1));
        }

        TrueDeployment truth = TrueHistory.of(ecs).deployments().iterator().next();
        for (int second = 0; second < 300; second++) {
            Instant then = start.plusSeconds(second);
            TrueRollout.Pause pause = TestRollouts.pause(truth, then);
            assertThat(TestRollouts.progress(truth, then)).isEqualTo(progress.get(second));
            assertThat(pause == null ? List.of() : List.of(pause.hookId())).isEqualTo(waits.get(second));
        }
        assertThat(truth.rollout().pauses()).allSatisfy(pause -> assertThat(pause.hookStatus())
                .isEqualTo(describe(arn).lifecycleHookDetails().stream()
                        .filter(hook -> hook.hookId().equals(pause.hookId()))
                        .map(DeploymentLifecycleHookDetail::statusAsString)
                        .findFirst()
                        .orElseThrow()));
    }

    private ServiceDeployment describe(String arn) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0);
    }
}
