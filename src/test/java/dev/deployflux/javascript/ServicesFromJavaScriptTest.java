package dev.deployflux.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.javascript.JavaScriptSdk.Told;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What described services look like to the other SDK, by who deploys them. */
@JavaScriptTest
class ServicesFromJavaScriptTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private final EcsSimulator ecs = EcsSimulator.builder()
            .eventsPerService(100)
            .currentDeploymentLag(Duration.ofSeconds(30))
            .start();
    private final SimulatedService web = ecs.cluster("prod").service("web");
    private final Instant created = ecs.clock().instant();
    private JavaScriptSdk.Client client;

    @BeforeEach
    void connect(JavaScriptSdk sdk) {
        client = sdk.client(ecs, 1, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        client.close();
        ecs.close();
    }

    @Test
    void aRollingUpdateHasARolloutState() {
        String old = web.deploy(DeploymentScript.successful(Duration.ofSeconds(1)));
        pass(1);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        pass(10);
        Map<String, Object> service = described();

        assertThat(service)
                .containsEntry("serviceArn", web.arn())
                .containsEntry("clusterArn", web.cluster().arn())
                .containsEntry("status", "ACTIVE")
                .containsEntry("desiredCount", 2)
                .containsEntry("runningCount", 2)
                .containsEntry("pendingCount", 1)
                .containsEntry("deploymentController", Map.of("type", "ECS"))
                .containsEntry("createdAt", Plain.of(created));
        assertThat(rows(service, "deployments"))
                .satisfiesExactly(
                        young -> {
                            assertThat(young)
                                    .containsEntry("status", "PRIMARY")
                                    .containsEntry("rolloutState", "IN_PROGRESS")
                                    .containsEntry("createdAt", Plain.of(created.plusSeconds(1)))
                                    .containsEntry("updatedAt", Plain.of(created.plusSeconds(11)))
                                    .containsEntry("desiredCount", 2)
                                    .containsEntry("runningCount", 1)
                                    .containsEntry("pendingCount", 1)
                                    .containsEntry("failedTasks", 0)
                                    .containsEntry(
                                            "rolloutStateReason",
                                            "ECS deployment %s in progress.".formatted(young.get("id")));
                            assertThat((String) young.get("id")).matches("ecs-svc/\\d{19}");
                            assertThat((String) young.get("taskDefinition")).contains(":task-definition/web:");
                        },
                        replaced -> assertThat(replaced)
                                .containsEntry("status", "ACTIVE")
                                .containsEntry("rolloutState", "COMPLETED"));
        // Half a minute later it is the other one.
        assertThat(service).doesNotContainKey("currentServiceDeployment");
        pass(19);
        assertThat(described()).containsEntry("currentServiceDeployment", old);
        pass(1);
        assertThat(described()).extracting("currentServiceDeployment").isNotEqualTo(old);
    }

    @Test
    void blueGreenHasNoRolloutState() {
        web.history(1);
        web.deploy(DeploymentScript.blueGreen(HUNDRED_SECONDS, 3).build());
        pass(60);

        assertThat(rows(described(), "deployments"))
                .hasSize(2)
                .allSatisfy(
                        deployment -> assertThat(deployment).doesNotContainKeys("rolloutState", "rolloutStateReason"))
                .extracting(deployment -> deployment.get("status"))
                .containsExactly("PRIMARY", "ACTIVE");
    }

    @Test
    void afterARollbackTheFailedDeploymentIsGone() {
        web.history(1);
        List<Map<String, Object>> before = rows(described(), "deployments");
        String failed = web.deploy(DeploymentScript.rollback(HUNDRED_SECONDS, "alarm"));
        pass(200);

        assertThat(rows(described(), "deployments")).isEqualTo(before);
        assertThat(described()).containsEntry("currentServiceDeployment", failed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CODE_DEPLOY", "EXTERNAL"})
    void whoeverElseDeploysHasTaskSets(String controller) {
        String id = (controller.equals("EXTERNAL") ? web.external() : web.codeDeploy()).replaceTaskSet(HUNDRED_SECONDS);
        pass(80);
        Map<String, Object> service = described();

        assertThat(service)
                .containsEntry("deploymentController", Map.of("type", controller))
                .containsEntry("deployments", List.of())
                .containsEntry("runningCount", 4)
                .doesNotContainKey("currentServiceDeployment");
        assertThat(rows(service, "taskSets"))
                .extracting(set -> set.get("status") + " " + set.get("stabilityStatus"))
                .containsExactly("DRAINING STEADY_STATE", "PRIMARY STEADY_STATE");
        assertThat(rows(service, "taskSets").get(1))
                .containsEntry("id", id)
                .containsEntry("computedDesiredCount", 2)
                .containsEntry("scale", Map.of("value", 100, "unit", "PERCENT"))
                .containsEntry("createdAt", Plain.of(created))
                .containsEntry("stabilityStatusAt", Plain.of(created.plusSeconds(40)));
        assertThat(client.call(Operation.LIST_SERVICE_DEPLOYMENTS, Map.of("cluster", "prod", "service", "web"))
                        .join()
                        .pages())
                .containsExactly(Map.of("serviceDeployments", List.of()));
    }

    @Test
    void aHundredEventsComeTheNewestFirst() {
        web.history(1);
        web.scale(3);
        List<Map<String, Object>> events = rows(described(), "events");

        assertThat(events).hasSize(100);
        assertThat(events.get(0)).containsOnlyKeys("id", "createdAt", "message");
        assertThat((String) events.get(0).get("id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat((String) events.get(0).get("message")).startsWith("(service web) has started 1 tasks: (task ");
        assertThat(events.get(0)).containsEntry("createdAt", Plain.of(created));
    }

    @Test
    void aDeletedServiceIsInactive() {
        web.history(1);
        web.delete();
        pass(60);

        assertThat(described())
                .containsEntry("status", "INACTIVE")
                .containsEntry("desiredCount", 0)
                .containsEntry("runningCount", 0)
                .containsEntry("deployments", List.of());
    }

    @Test
    void faultsLookTheSameToBoth() {
        web.history(2);
        List<Fault> faults = List.of(
                Fault.stale(Duration.ofMinutes(10)),
                Fault.failures("MISSING", web.arn()),
                Fault.nullRows(),
                Fault.unknownStatus("FROZEN"),
                Fault.absentList());
        for (Fault fault : faults) {
            ecs.faults().inject(Operation.DESCRIBE_SERVICES, fault);
            Map<String, Object> theirs = page();
            ecs.faults().inject(Operation.DESCRIBE_SERVICES, fault);

            assertThat(theirs).as(fault.toString()).isEqualTo(ours());
        }
    }

    private void pass(int seconds) {
        ecs.clock().advance(Duration.ofSeconds(seconds));
    }

    /** The only service, of which both SDKs say the same. */
    private Map<String, Object> described() {
        Map<String, Object> page = page();
        assertThat(page).isEqualTo(ours());
        return rows(page, "services").get(0);
    }

    private Map<String, Object> page() {
        Told told = client.call(Operation.DESCRIBE_SERVICES, Map.of("cluster", "prod", "services", List.of("web")))
                .join();
        assertThat(told.failure()).isNull();
        return told.pages().get(0);
    }

    private Map<String, Object> ours() {
        return Plain.of(ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> of, String list) {
        return (List<Map<String, Object>>) Objects.requireNonNull(of.get(list));
    }
}
