package dev.deployflux.webflux;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * News of a service or of the stream itself, in an event of {@link DeploymentSse}.
 *
 * @param message a sentence for people
 * @param cluster the name of the service's cluster; {@code null} if it is about the stream
 * @param service the name of the service; {@code null} if it is about the stream
 * @param failures how many attempts have failed in a row, if any
 * @param lastGoodPass when the last complete poll of the service began, if there was one and the last failed
 * @param retryIn after which pause it is tried again, as ISO-8601 text such as {@code PT5S}, if it failed
 * @param services how many services the stream shows, at the end of a snapshot
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"message", "cluster", "service", "failures", "lastGoodPass", "retryIn", "services"})
@JsonSerialize(using = WireSerializer.class)
public record StreamNotice(
        @JsonProperty("message") String message,
        @JsonProperty("cluster") @Nullable String cluster,
        @JsonProperty("service") @Nullable String service,
        @JsonProperty("failures") @Nullable Integer failures,

        @JsonProperty("lastGoodPass") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant lastGoodPass,

        @JsonProperty("retryIn") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration retryIn,

        @JsonProperty("services") @Nullable Integer services) {}
