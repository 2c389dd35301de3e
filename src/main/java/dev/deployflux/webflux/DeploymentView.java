package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceRevisionSummary;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A deployment as JSON: the fields of {@code ServiceDeploymentBrief} in the names that ECS has for them, instants as
 * ISO-8601 text such as {@code 2026-11-24T04:30:00.250Z}, fields without a value left out. A status that this version of
 * the SDK doesn't know goes out as it came. A deployment in full has its {@code progress} too, and its {@code rollback}.
 *
 * <p>The SDK's own rows have no bean properties: Jackson 3 writes each of them as <code>{}</code>, without an error.
 * What is read back, by a {@code WebClient} for instance, equals what was written, down to the nanosecond.
 *
 * <p><b>The JSON is ours</b>, the same bytes whatever an application sets its Jackson 3 to: indentation, naming strategy,
 * inclusion, timestamps, visibility, serializers and mix-ins change nothing. Beyond that reach: {@code
 * SerializationFeature.WRAP_ROOT_VALUE}, which adds an object around it; a mix-in for this type that itself has
 * {@code @JsonSerialize}; and what an array or an object of the application's has around it. Formats that are no JSON,
 * and trees, get the same fields. Jackson 2 follows the annotations of {@code com.fasterxml.jackson.annotation} alone,
 * which hold names, order and inclusion, but not its indentation, nor serializers of {@code Instant} or {@code String}.
 *
 * <p>In an event of {@link DeploymentSse} it carries more parts: {@code change} in news of a deployment, with {@code
 * progress} or {@code awaiting} if that is what the news is of; {@code notice} in all other news, where the other fields
 * have no values.
 *
 * @param serviceDeploymentArn the ARN of the deployment
 * @param serviceArn the ARN of its service
 * @param clusterArn the ARN of its cluster
 * @param createdAt when it was asked for
 * @param startedAt when it began; {@code null} if it hasn't
 * @param finishedAt when it ended; {@code null} if it hasn't
 * @param targetServiceRevisionArn the ARN of the revision that it brings
 * @param status such as {@code IN_PROGRESS}
 * @param statusReason why it is so, if ECS says
 * @param rollback why it rolls back, in full or in an event of its progress; otherwise {@code null}
 * @param progress how far it has got, in full or in an event of that; otherwise {@code null}
 * @param awaiting what it waits for, in an event of that, or no longer waits for; otherwise {@code null}
 * @param change what happened to it, in an event; otherwise {@code null}
 * @param notice what happened to a service or to the stream, in an event of that; otherwise {@code null}
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentBrief.html">
 *     ServiceDeploymentBrief in the Amazon ECS API Reference</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "serviceDeploymentArn",
    "serviceArn",
    "clusterArn",
    "createdAt",
    "startedAt",
    "finishedAt",
    "targetServiceRevisionArn",
    "status",
    "statusReason",
    "rollback",
    "progress",
    "awaiting",
    "change",
    "notice"
})
@JsonSerialize(using = WireSerializer.class)
public record DeploymentView(
        @JsonProperty("serviceDeploymentArn") @Nullable String serviceDeploymentArn,
        @JsonProperty("serviceArn") @Nullable String serviceArn,
        @JsonProperty("clusterArn") @Nullable String clusterArn,

        @JsonProperty("createdAt") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant createdAt,

        @JsonProperty("startedAt") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant startedAt,

        @JsonProperty("finishedAt") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant finishedAt,

        @JsonProperty("targetServiceRevisionArn") @Nullable String targetServiceRevisionArn,
        @JsonProperty("status") @Nullable String status,
        @JsonProperty("statusReason") @Nullable String statusReason,
        @JsonProperty("rollback") @Nullable DeploymentRollback rollback,
        @JsonProperty("progress") @Nullable DeploymentProgress progress,
        @JsonProperty("awaiting") @Nullable DeploymentPause awaiting,
        @JsonProperty("change") @Nullable DeploymentChange change,
        @JsonProperty("notice") @Nullable StreamNotice notice) {

    /**
     * A row of a list.
     *
     * @param row as the SDK has it
     * @return the same for JSON
     */
    public static DeploymentView of(ServiceDeploymentBrief row) {
        return of(row, null);
    }

    /**
     * A deployment in full, as {@link dev.deployflux.ServiceDeployments#details()} gives it.
     *
     * @param details as the SDK has it
     * @return its row, its rollback and its progress for JSON
     */
    public static DeploymentView of(ServiceDeployment details) {
        ServiceRevisionSummary target = details.targetServiceRevision();
        return new DeploymentView(
                details.serviceDeploymentArn(),
                details.serviceArn(),
                details.clusterArn(),
                details.createdAt(),
                details.startedAt(),
                details.finishedAt(),
                target == null ? null : target.arn(),
                details.statusAsString(),
                details.statusReason(),
                DeploymentRollback.of(details.rollback()),
                DeploymentProgress.of(details, List.of()),
                null,
                null,
                null);
    }

    static DeploymentView of(ServiceDeploymentBrief row, @Nullable DeploymentChange change) {
        return of(row, null, null, null, change);
    }

    static DeploymentView of(
            ServiceDeploymentBrief row,
            @Nullable DeploymentRollback rollback,
            @Nullable DeploymentProgress progress,
            @Nullable DeploymentPause awaiting,
            @Nullable DeploymentChange change) {
        return new DeploymentView(
                row.serviceDeploymentArn(),
                row.serviceArn(),
                row.clusterArn(),
                row.createdAt(),
                row.startedAt(),
                row.finishedAt(),
                row.targetServiceRevisionArn(),
                row.statusAsString(),
                row.statusReason(),
                rollback,
                progress,
                awaiting,
                change,
                null);
    }

    static DeploymentView of(StreamNotice notice) {
        return new DeploymentView(null, null, null, null, null, null, null, null, null, null, null, null, null, notice);
    }
}
