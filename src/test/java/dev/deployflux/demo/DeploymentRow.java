package dev.deployflux.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** A row as JSON. The SDK's own class has no bean properties, so Jackson would write it as an empty object. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeploymentRow(
        String serviceDeploymentArn,
        String status,
        @Nullable String statusReason,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static DeploymentRow of(ServiceDeploymentBrief row) {
        return new DeploymentRow(
                row.serviceDeploymentArn(),
                row.statusAsString(),
                row.statusReason(),
                row.createdAt(),
                row.startedAt(),
                row.finishedAt());
    }
}
