package dev.deployflux.simulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON of the SDK's requests, and the SDK's responses of JSON, by what its classes tell of their own members. */
final class SdkJson {

    private SdkJson() {}

    static ObjectNode of(SdkPojo pojo) {
        ObjectNode json = Json.object();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value != null && !isUnset(value)) {
                json.set(field.locationName(), node(value));
            }
        }
        return json;
    }

    /** Sets what is there; what the class doesn't know is skipped. */
    static Object read(JsonNode json, SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            JsonNode value = json.get(field.locationName());
            if (value != null && field.location() == MarshallLocation.PAYLOAD) {
                field.set(builder, value(value, field));
            }
        }
        return ((Buildable) builder).build();
    }

    /** A list or map that nobody set is empty, and isn't sent; one that was set to be empty is. */
    private static boolean isUnset(Object value) {
        return value instanceof SdkAutoConstructList<?> || value instanceof SdkAutoConstructMap<?, ?>;
    }

    private static JsonNode node(@Nullable Object value) {
        ArrayNode one = Json.object().putArray("one");
        if (value == null) {
            return one.addNull().get(0);
        } else if (value instanceof SdkPojo pojo) {
            return of(pojo);
        } else if (value instanceof Iterable<?> values) {
            values.forEach(each -> one.add(node(each)));
            return one;
        } else if (value instanceof Instant instant) {
            // The SDK writes milliseconds and cuts the rest.
            return one.add(BigDecimal.valueOf(instant.toEpochMilli(), 3)).get(0);
        } else if (value instanceof Integer number) {
            return one.add(number).get(0);
        }
        return one.add(value.toString()).get(0);
    }

    private static @Nullable Object value(JsonNode json, SdkField<?> field) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        if (json.isNull() && type != MarshallingKnownType.DOCUMENT) {
            return null;
        }
        return switch (type) {
            case SDK_POJO ->
                read(require(json, json.isObject()), field.constructor().get());
            case LIST -> list(require(json, json.isArray()), field);
            case MAP -> map(require(json, json.isObject()), field);
            case INSTANT ->
                Instant.ofEpochMilli(require(json, json.isNumber())
                        .decimalValue()
                        .movePointRight(3)
                        .longValue());
            case INTEGER -> ofText(json, json.isIntegralNumber(), Integer::valueOf);
            case LONG -> ofText(json, json.isIntegralNumber(), Long::valueOf);
            case FLOAT -> ofText(json, json.isNumber(), Float::valueOf);
            case DOUBLE -> ofText(json, json.isNumber(), Double::valueOf);
            case BOOLEAN -> ofText(json, json.isBoolean(), Boolean::valueOf);
            case DOCUMENT -> document(json);
            default -> require(json, json.isValueNode()).asString();
        };
    }

    /** The SDK reads texts in place of numbers and truths too: those that aren't finite have to be texts. */
    private static Object ofText(JsonNode json, boolean fits, Function<String, ?> parser) {
        try {
            return parser.apply(require(json, fits || json.isString()).asString());
        } catch (NumberFormatException e) {
            throw EcsError.serialization("Unexpected JSON: " + json).asRefusal();
        }
    }

    private static Document document(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> {
                Map<String, Document> members = new LinkedHashMap<>();
                json.properties().forEach(each -> members.put(each.getKey(), document(each.getValue())));
                yield Document.fromMap(members);
            }
            case ARRAY ->
                Document.fromList(json.values().stream().map(SdkJson::document).toList());
            case NUMBER -> Document.fromNumber(json.asString());
            case BOOLEAN -> Document.fromBoolean(json.booleanValue());
            case NULL -> Document.fromNull();
            default -> Document.fromString(json.stringValue());
        };
    }

    private static List<@Nullable Object> list(JsonNode json, SdkField<?> field) {
        SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
        List<@Nullable Object> values = new ArrayList<>(json.size());
        for (JsonNode each : json) {
            values.add(value(each, member));
        }
        return values;
    }

    private static Map<String, @Nullable Object> map(JsonNode json, SdkField<?> field) {
        SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        json.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue(), member)));
        return values;
    }

    private static JsonNode require(JsonNode json, boolean fits) {
        if (!fits) {
            throw EcsError.serialization("Unexpected JSON: " + json).asRefusal();
        }
        return json;
    }
}
