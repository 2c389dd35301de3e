package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * What happened to a deployment, in an event of {@link DeploymentSse}.
 *
 * @param cluster the name of its cluster
 * @param service the name of its service
 * @param origin {@code SNAPSHOT} if it was there already when the stream began, otherwise {@code LIVE}; {@code null} in news
 *     of its progress and of what it waits for
 * @param previousStatus the status that was told before; {@code null} if none was, or in a snapshot
 * @param notObserved the statuses that it has passed through and that no poll has observed, in order; left out in JSON if
 *     there are none
 * @param merged how many changes this event stands for besides its own, because the application couldn't take them one by
 *     one; {@code null} if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"cluster", "service", "origin", "previousStatus", "notObserved", "merged"})
@JsonSerialize(using = WireSerializer.class)
public record DeploymentChange(
        @JsonProperty("cluster") String cluster,
        @JsonProperty("service") String service,
        @JsonProperty("origin") @Nullable String origin,
        @JsonProperty("previousStatus") @Nullable String previousStatus,

        @JsonProperty("notObserved") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<PassedStatus> notObserved,

        @JsonProperty("merged") @Nullable Integer merged) {

    /**
     * Copies the list.
     *
     * @param cluster the name of its cluster
     * @param service the name of its service
     * @param origin {@code SNAPSHOT} or {@code LIVE}
     * @param previousStatus the status that was told before
     * @param notObserved the statuses that no poll has observed
     * @param merged how many changes this event stands for besides its own
     */
    public DeploymentChange {
        // Jackson gives null for what is left out.
        notObserved = notObserved == null ? List.of() : List.copyOf(notObserved);
    }

    /**
     * A status that no poll has observed.
     *
     * @param status such as {@code IN_PROGRESS}
     * @param at since when, as far as the deployment's instants tell; otherwise {@code null}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"status", "at"})
    @JsonSerialize(using = WireSerializer.class)
    public record PassedStatus(
            @JsonProperty("status") String status,

            @JsonProperty("at") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            Instant at) {}
}
