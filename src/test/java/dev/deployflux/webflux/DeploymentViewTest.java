package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
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
                .containsAll(ROW.sdkFields().stream()
                        .map(field -> field.memberName().substring(0, 1).toLowerCase(Locale.ROOT)
                                + field.memberName().substring(1))
                        .toList());
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
