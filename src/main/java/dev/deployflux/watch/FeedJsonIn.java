package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an object that is read. A number, a flag or a list that is missing is zero, false or empty; other fields are
 * asked for with {@code ...IfTold}, or an {@link IllegalArgumentException} names the one that is missing.
 */
final class FeedJsonIn {

    private final ObjectNode node;
    private final FeedJsonShapes shapes;

    /** Reads that object, which is part of the value that has those shapes. */
    FeedJsonIn(ObjectNode node, FeedJsonShapes shapes) {
        this.node = node;
        this.shapes = shapes;
    }

    String text(String name) {
        return told(name, textIfTold(name));
    }

    @Nullable
    String textIfTold(String name) {
        JsonNode value = get(name);
        require(value == null || value.isString(), name, "text");
        return value == null ? null : value.stringValue();
    }

    ServiceRef service() {
        return ServiceRef.parse(text("service"));
    }

    EventId id(String name) {
        return EventId.parse(text(name));
    }

    Instant instant(String name) {
        return told(name, instantIfTold(name));
    }

    @Nullable
    Instant instantIfTold(String name) {
        String text = textIfTold(name);
        return text == null ? null : Instant.parse(text);
    }

    Duration duration(String name) {
        return Duration.parse(text(name));
    }

    long number(String name) {
        JsonNode value = get(name);
        require(value == null || (value.isIntegralNumber() && value.canConvertToLong()), name, "a whole number");
        return value == null ? 0 : value.longValue();
    }

    int integer(String name) {
        Integer value = integerIfTold(name);
        return value == null ? 0 : value;
    }

    @Nullable
    Integer integerIfTold(String name) {
        JsonNode value = get(name);
        require(value == null || (value.isIntegralNumber() && value.canConvertToInt()), name, "a whole number");
        return value == null ? null : value.intValue();
    }

    @Nullable
    Double decimalIfTold(String name) {
        JsonNode value = get(name);
        if (value != null && value.isString()) { // what isn't finite has no number in JSON
            return Double.valueOf(value.stringValue());
        }
        require(value == null || value.isNumber(), name, "a number");
        return value == null ? null : value.doubleValue();
    }

    boolean flag(String name) {
        JsonNode value = get(name);
        require(value == null || value.isBoolean(), name, "true or false");
        return value != null && value.booleanValue();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : elements(name)) {
            require(value.isString(), name, "a list of texts");
            texts.add(value.stringValue());
        }
        return List.copyOf(texts);
    }

    <T> List<T> list(String name, Function<FeedJsonIn, ? extends T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode value : elements(name)) {
            values.add(reader.apply(new FeedJsonIn(object(name, value), shapes)));
        }
        return List.copyOf(values);
    }

    private Iterable<JsonNode> elements(String name) {
        JsonNode value = get(name);
        require(value == null || value.isArray(), name, "a list");
        return value == null ? List.of() : value;
    }

    <T> T part(String name, Function<FeedJsonIn, ? extends T> reader) {
        return told(name, partIfTold(name, reader));
    }

    <T> @Nullable T partIfTold(String name, Function<FeedJsonIn, ? extends T> reader) {
        JsonNode value = get(name);
        return value == null ? null : reader.apply(new FeedJsonIn(object(name, value), shapes));
    }

    ServiceDeploymentBrief brief(String name) {
        return shapes.brief(object(name, told(name, get(name))));
    }

    ServiceDeployment details(String name) {
        return shapes.details(object(name, told(name, get(name))));
    }

    private @Nullable JsonNode get(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static ObjectNode object(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException('"' + name + "\" is no object");
    }

    private static <T> T told(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("it lacks \"" + name + '"');
        }
        return value;
    }

    private static void require(boolean condition, String name, String expected) {
        if (!condition) {
            throw new IllegalArgumentException('"' + name + "\" isn't " + expected);
        }
    }
}
