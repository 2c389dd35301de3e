package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Rollback;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Why a deployment rolls back, by the names that ECS has in a {@code Rollback}; what ECS doesn't tell is {@code null} and
 * left out in JSON.
 *
 * @param reason why
 * @param startedAt since when
 * @param serviceRevisionArn the ARN of the revision that it goes back to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"reason", "startedAt", "serviceRevisionArn"})
@JsonSerialize(using = WireSerializer.class)
public record DeploymentRollback(
        @JsonProperty("reason") @Nullable String reason,

        @JsonProperty("startedAt") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant startedAt,

        @JsonProperty("serviceRevisionArn") @Nullable String serviceRevisionArn) {

    static @Nullable DeploymentRollback of(@Nullable Rollback rollback) {
        return rollback == null
                ? null
                : new DeploymentRollback(rollback.reason(), rollback.startedAt(), rollback.serviceRevisionArn());
    }
}
