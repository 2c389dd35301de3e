package dev.deployflux.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_SCALE_UP;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.ecs.model.StopServiceDeploymentStopType;
import tools.jackson.databind.JsonNode;

/** What ECS tells EventBridge, in virtual time unless a test says otherwise. */
class EventBridgeTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EcsSimulator ecs =
            EcsSimulator.builder().inMemory(true).faultScheduler(time).start();
    private final SimulatedService web = ecs.cluster("prod").service("web");
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        ecs.close();
        time.dispose();
    }

    @Test
    void aDeploymentThatSucceedsIsInProgressThenCompletedAndTheServiceSteady() {
        web.history(1);
        ecs.eventBridge().subscribe(heard::add);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        Instant start = ecs.clock().instant();

        pass(9);
        assertThat(heard).isEmpty();
        pass(91);
        assertThat(names())
                .containsExactly(
                        "INFO SERVICE_DEPLOYMENT_IN_PROGRESS",
                        "INFO SERVICE_DEPLOYMENT_COMPLETED",
                        "INFO SERVICE_STEADY_STATE");
        JsonNode first = json(heard.get(0));
        String id = primary();
        assertThat(first).isEqualTo(Json.parse("""
                        {"version": "0",
                         "id": "%s",
                         "detail-type": "ECS Deployment State Change",
                         "source": "aws.ecs",
                         "account": "123456789012",
                         "time": "%s",
                         "region": "eu-central-1",
                         "resources": ["%s"],
                         "detail": {
                           "eventType": "INFO",
                           "eventName": "SERVICE_DEPLOYMENT_IN_PROGRESS",
                           "deploymentId": "%s",
                           "updatedAt": "%s",
                           "reason": "ECS deployment %s in progress."}}
                        """.formatted(
                        first.path("id").asString(), start.plusSeconds(10), web.arn(), id, start.plusSeconds(10), id)
                .getBytes(UTF_8)));
        assertThat(first.path("id").asString()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        JsonNode action = json(heard.get(2));
        assertThat(action.path("detail-type").asString()).isEqualTo("ECS Service Action");
        assertThat(action.path("resources").path(0).asString()).isEqualTo(web.arn());
        assertThat(action.path("detail").path("clusterArn").asString())
                .isEqualTo(web.cluster().arn());
        assertThat(action.path("detail").path("createdAt").asString())
                .isEqualTo(start.plusSeconds(100).toString());
        assertThat(action.path("detail").has("deploymentId")).isFalse();
    }

    @Test
    void aRollbackIsAFailureAndADeploymentOfTheOldOne() {
        web.history(1);
        String old = primary();
        ecs.eventBridge().subscribe(heard::add);
        web.deploy(DeploymentScript.rollback(HUNDRED_SECONDS, DeploymentHistory.BREAKER));
        String failed = primary();
        pass(100);

        assertThat(names())
                .containsExactly(
                        "INFO SERVICE_DEPLOYMENT_IN_PROGRESS",
                        "ERROR SERVICE_DEPLOYMENT_FAILED",
                        "INFO SERVICE_DEPLOYMENT_IN_PROGRESS",
                        "INFO SERVICE_DEPLOYMENT_COMPLETED",
                        "INFO SERVICE_STEADY_STATE");
        assertThat(heard)
                .extracting(
                        event -> json(event).path("detail").path("deploymentId").asString(""))
                .containsExactly(failed, failed, old, old, "");
    }

    @Test
    void nothingTellsOfAPauseOrOfAStop() {
        web.history(1);
        ecs.eventBridge().subscribe(heard::add);
        String arn = web.deploy(DeploymentScript.blueGreen(HUNDRED_SECONDS, 1)
                .pauseAt(POST_SCALE_UP)
                .build());
        pass(100);
        assertThat(names()).containsExactly("INFO SERVICE_DEPLOYMENT_IN_PROGRESS");

        ecs.client()
                .stopServiceDeployment(r -> r.serviceDeploymentArn(arn).stopType(StopServiceDeploymentStopType.ABORT))
                .join();
        pass(2 * 24 * 3600);
        assertThat(web.status(arn).toString()).isEqualTo("STOPPED");
        assertThat(names()).hasSize(1);
    }

    @Test
    void aDeploymentThatIsTurnedBackTellsWhatTrulyBecameOfIt() {
        web.history(1);
        String arn = web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        pass(5);
        ecs.eventBridge().subscribe(heard::add); // in the middle of it
        pass(45);
        ecs.client()
                .stopServiceDeployment(r -> r.serviceDeploymentArn(arn).stopType("ROLLBACK"))
                .join();
        pass(200);

        assertThat(names())
                .containsExactly(
                        "INFO SERVICE_DEPLOYMENT_IN_PROGRESS",
                        "ERROR SERVICE_DEPLOYMENT_FAILED",
                        "INFO SERVICE_DEPLOYMENT_IN_PROGRESS",
                        "INFO SERVICE_DEPLOYMENT_COMPLETED",
                        "INFO SERVICE_STEADY_STATE");
    }

    @Test
    void aPauseThatSomebodyEndsGoesOnLater() {
        web.history(1);
        ecs.eventBridge().subscribe(heard::add);
        String arn = web.deploy(DeploymentScript.blueGreen(HUNDRED_SECONDS, 1)
                .pauseAt(POST_SCALE_UP)
                .build());
        pass(500);
        String hookId = ecs.truth().get(1).pauses().get(0).hookId();
        ecs.client()
                .continueServiceDeployment(r -> r.serviceDeploymentArn(arn).hookId(hookId))
                .join();
        pass(59);
        assertThat(names()).hasSize(1);
        pass(1);
        assertThat(names()).hasSize(3).element(1).isEqualTo("INFO SERVICE_DEPLOYMENT_COMPLETED");
    }

    @Test
    void taskSetsAndScalingAreServiceActions() {
        SimulatedService api = ecs.cluster("prod").service("api").codeDeploy();
        ecs.eventBridge().subscribe(heard::add);
        api.replaceTaskSet(HUNDRED_SECONDS);
        web.scale(3);
        pass(100);

        assertThat(heard)
                .extracting(event -> json(event).path("resources").path(0).asString() + " "
                        + json(event).path("detail").path("eventName").asString())
                .containsExactly(
                        web.arn() + " SERVICE_STEADY_STATE",
                        api.arn() + " TASKSET_STEADY_STATE",
                        api.arn() + " SERVICE_STEADY_STATE");
        assertThat(json(heard.get(1)).path("detail").path("taskSetArns").path(0).asString())
                .contains(":task-set/prod/api/ecs-svc/");
    }

    @Test
    void whoHasLeftIsToldNoMore() {
        Disposable left = ecs.eventBridge().subscribe(heard::add);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        pass(10);
        left.dispose();
        pass(200);

        assertThat(heard).hasSize(1);
    }

    @Test
    void aServiceThatIsDeletedTellsNothingMore() {
        ecs.eventBridge().subscribe(heard::add);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        pass(50);
        web.delete();
        pass(100);

        assertThat(names()).containsExactly("INFO SERVICE_DEPLOYMENT_IN_PROGRESS");
    }

    @Test
    void overHttpTheyComeInRealTimeUntilTheSimulatorIsClosed() {
        EcsSimulator real = EcsSimulator.builder()
                .clock(SimulatorClock.running(Instant.now(), 1_000))
                .start();
        Flux<String> events = real.eventBridge();
        List<String> told;
        try (real) {
            SimulatedService api = real.cluster("prod").service("api");
            told = events.take(3)
                    .doOnSubscribe(any -> api.deploy(DeploymentScript.successful(HUNDRED_SECONDS)))
                    .collectList()
                    .block();
        }

        assertThat(told)
                .extracting(
                        event -> json(event).path("detail").path("eventName").asString())
                .containsExactly(
                        "SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_STEADY_STATE");
        assertThat(events.collectList().block()).isEmpty();
    }

    private void pass(int seconds) {
        for (int i = 0; i < Math.min(seconds, 1_000); i++) {
            Duration step = i == 999 ? Duration.ofSeconds(seconds - 999) : Duration.ofSeconds(1);
            ecs.clock().advance(step);
            time.advanceTimeBy(step);
        }
    }

    private String primary() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0)
                .deployments()
                .get(0)
                .id();
    }

    private List<String> names() {
        return heard.stream()
                .map(event -> json(event).path("detail"))
                .map(detail -> detail.path("eventType").asString() + " "
                        + detail.path("eventName").asString())
                .toList();
    }

    private static JsonNode json(String event) {
        return Json.parse(event.getBytes(UTF_8));
    }
}
