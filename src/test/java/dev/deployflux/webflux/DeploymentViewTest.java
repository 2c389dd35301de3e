package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.AwaitedAction;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.Rollback;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentAlarms;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentCircuitBreaker;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;
import tools.jackson.databind.json.JsonMapper;

/** Rows as JSON, by the Jackson that Spring Boot 4 brings. */
class DeploymentViewTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ServiceDeploymentBrief ROW = ServiceDeploymentBrief.builder()
            .serviceDeploymentArn("arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1")
            .serviceArn("arn:aws:ecs:eu-central-1:123456789012:service/prod/web")
            .clusterArn("arn:aws:ecs:eu-central-1:123456789012:cluster/prod")
            .createdAt(Instant.parse("2026-11-24T08:00:00.123456789Z"))
            .startedAt(Instant.parse("2026-11-24T08:00:01Z"))
            .finishedAt(Instant.parse("2026-11-24T08:05:00.5Z"))
            .targetServiceRevisionArn("arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/7")
            .status("ROLLBACK_SUCCESSFUL")
            .statusReason("tasks failed to start")
            .build();

    @Test
    void theSdksRowIsWrittenAsNothingAndOursIsNot() {
        assertThat(JSON.writeValueAsString(ROW)).isEqualTo("{}");
        assertThat(JSON.readTree(JSON.writeValueAsString(DeploymentView.of(ROW))))
                .isEqualTo(JSON.readTree("""
                        {
                          "serviceDeploymentArn": "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1",
                          "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/prod/web",
                          "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/prod",
                          "createdAt": "2026-11-24T08:00:00.123456789Z",
                          "startedAt": "2026-11-24T08:00:01Z",
                          "finishedAt": "2026-11-24T08:05:00.500Z",
                          "targetServiceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/7",
                          "status": "ROLLBACK_SUCCESSFUL",
                          "statusReason": "tasks failed to start"
                        }"""));
    }

    @Test
    void eachFieldOfTheRowHasItsName() {
        assertThat(DeploymentView.class.getRecordComponents())
                .extracting(component -> component.getName())
                .containsAll(fields(ROW));
    }

    @Test
    void aDeploymentInFullHasWhatEcsTellsOfItsProgressByEcssNames() {
        ServiceDeployment full = ServiceDeployment.builder()
                .serviceDeploymentArn(ROW.serviceDeploymentArn())
                .targetServiceRevision(target -> target.arn(ROW.targetServiceRevisionArn())
                        .requestedTaskCount(4)
                        .runningTaskCount(3)
                        .requestedTestTrafficWeight(100.0)
                        .requestedProductionTrafficWeight(12.5))
                .status("ROLLBACK_IN_PROGRESS")
                .lifecycleStage("STAGE_OF_2031")
                .deploymentCircuitBreaker(
                        breaker -> breaker.failureCount(1).threshold(3).status("MONITORING"))
                .alarms(alarms -> alarms.alarmNames("latency", "errors").triggeredAlarmNames("errors"))
                .rollback(rollback -> rollback.reason("alarm errors")
                        .startedAt(Instant.parse("2026-11-24T08:04:00Z"))
                        .serviceRevisionArn("arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/6"))
                .build();

        assertThat(JSON.readTree(JSON.writeValueAsString(DeploymentView.of(full))))
                .isEqualTo(JSON.readTree("""
                        {
                          "serviceDeploymentArn": "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1",
                          "targetServiceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/7",
                          "status": "ROLLBACK_IN_PROGRESS",
                          "rollback": {
                            "reason": "alarm errors",
                            "startedAt": "2026-11-24T08:04:00Z",
                            "serviceRevisionArn": "arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/web/6"
                          },
                          "progress": {
                            "lifecycleStage": "STAGE_OF_2031",
                            "runningTaskCount": 3,
                            "requestedTaskCount": 4,
                            "requestedTestTrafficWeight": 100.0,
                            "requestedProductionTrafficWeight": 12.5,
                            "failureCount": 1,
                            "threshold": 3,
                            "triggeredAlarmNames": ["errors"]
                          }
                        }"""));
    }

    @Test
    void eachFieldOfProgressAndRollbackIsNamedAsInEcs() {
        assertThat(names(DeploymentProgress.class))
                .isSubsetOf(Stream.of(
                                fields(ServiceDeployment.builder().build()),
                                fields(ServiceRevisionSummary.builder().build()),
                                fields(ServiceDeploymentCircuitBreaker.builder().build()),
                                fields(ServiceDeploymentAlarms.builder().build()),
                                List.of("stagesNotObserved"))
                        .flatMap(List::stream)
                        .toList());
        assertThat(names(DeploymentRollback.class))
                .containsExactlyElementsOf(fields(Rollback.builder().build()));
        assertThat(names(DeploymentPause.class))
                .isSubsetOf(Stream.of(
                                fields(DeploymentLifecycleHookDetail.builder().build()),
                                List.of("lifecycleStage", "since", "hookStatus"))
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static List<String> fields(SdkPojo row) {
        return row.sdkFields().stream()
                .map(field -> field.memberName().substring(0, 1).toLowerCase(Locale.ROOT)
                        + field.memberName().substring(1))
                .toList();
    }

    @Test
    void aTimeoutActionThatTheSdkDoesNotKnowIsLeftOut() {
        AwaitedAction action = new AwaitedAction(
                "arn", "ecs-pause-1", null, null, null, DeploymentLifecycleHookAction.UNKNOWN_TO_SDK_VERSION);

        assertThat(JSON.writeValueAsString(DeploymentPause.of(action, null))).isEqualTo("{\"hookId\":\"ecs-pause-1\"}");
    }

    @Test
    void whatHasNoValueIsLeftOutAndAnUnknownStatusGoesAsItCame() {
        ServiceDeploymentBrief row =
                ServiceDeploymentBrief.builder().status("FROZEN").build();

        assertThat(JSON.writeValueAsString(DeploymentView.of(row))).isEqualTo("{\"status\":\"FROZEN\"}");
    }

    @Test
    void whatIsReadBackEqualsWhatWasWritten() {
        DeploymentChange change = new DeploymentChange(
                "prod",
                "web",
                "LIVE",
                "PENDING",
                List.of(new DeploymentChange.PassedStatus("IN_PROGRESS", Instant.EPOCH)),
                2);
        DeploymentView view = DeploymentView.of(ROW, change);

        assertThat(JSON.readValue(JSON.writeValueAsString(view), DeploymentView.class))
                .isEqualTo(view);
    }

    @Test
    void aChangeLeavesOutWhatThereIsNot() {
        DeploymentChange change = new DeploymentChange("prod", "web", "LIVE", null, List.of(), null);

        String json = JSON.writeValueAsString(change);

        assertThat(json).isEqualTo("{\"cluster\":\"prod\",\"service\":\"web\",\"origin\":\"LIVE\"}");
        assertThat(JSON.readValue(json, DeploymentChange.class)).isEqualTo(change);
    }
}
