package dev.deployflux;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;

/**
 * Where an event of Amazon ECS, as EventBridge delivers it, may name a service. Read with the JSON parser that comes with every
 * client of the SDK, which refuses to nest deeper than 1,000 levels and takes numbers for text.
 *
 * @param arns what may be the ARN of the service, likeliest first
 * @param clusterArn the ARN of its cluster; {@code null} if the event doesn't tell, as of changes of a deployment's state
 */
record ServiceEvent(List<String> arns, @Nullable String clusterArn) {

    private static final JsonNodeParser PARSER = JsonNode.parser();

    /** One comes for each step of each task, so a service that scales would be listed all the time. */
    private static final String TASK_STATE_CHANGE = "ECS Task State Change";

    /** Empty for what is no JSON, and no event of ECS that may name a service. */
    static Optional<ServiceEvent> read(String json) {
        return parse(json)
                .flatMap(ServiceEvent::unwrapped)
                .filter(event -> says(event, "source", "aws.ecs") && !says(event, "detail-type", TASK_STATE_CHANGE))
                .map(ServiceEvent::of);
    }

    private static ServiceEvent of(JsonNode event) {
        Optional<JsonNode> detail = event.field("detail");
        Stream<String> resources = event.field("resources").filter(JsonNode::isArray).stream()
                .flatMap(array -> array.asArray().stream())
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
        Stream<String> service = detail.flatMap(in -> text(in, "serviceArn")).stream();
        return new ServiceEvent(
                Stream.concat(resources, service).toList(),
                detail.flatMap(in -> text(in, "clusterArn")).orElse(null));
    }

    private static Optional<JsonNode> parse(String json) {
        try {
            return Optional.ofNullable(PARSER.parse(json));
        } catch (RuntimeException e) { // which ones, the parser doesn't say
            return Optional.empty();
        }
    }

    /** SNS delivers a message as text within a notification of its own, unless told to deliver it raw. */
    private static Optional<JsonNode> unwrapped(JsonNode body) {
        return says(body, "Type", "Notification")
                ? text(body, "Message").flatMap(ServiceEvent::parse)
                : Optional.of(body);
    }

    private static boolean says(JsonNode object, String field, String value) {
        return text(object, field).filter(value::equals).isPresent();
    }

    private static Optional<String> text(JsonNode object, String field) {
        return object.field(field).filter(JsonNode::isString).map(JsonNode::asString);
    }
}
