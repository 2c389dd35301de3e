package dev.deployflux.simulator;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the members of a request; a member of the wrong JSON type is refused as ECS refuses it. */
record Input(JsonNode json) {

    @Nullable
    String string(String member) {
        JsonNode node = present(member);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw wrongType(member, "a string");
        }
        return node.stringValue();
    }

    /** A string that must be there and say something. */
    String requiredString(String member, String message) {
        String value = string(member);
        if (value == null || value.isBlank()) {
            throw EcsError.invalidParameter(message).asRefusal();
        }
        return value;
    }

    List<String> strings(String member) {
        JsonNode node = present(member);
        if (node == null) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrongType(member, "a list of strings");
        }
        List<String> values = new ArrayList<>(node.size());
        for (JsonNode value : node) {
            if (!value.isString()) {
                throw wrongType(member, "a list of strings");
            }
            values.add(value.stringValue());
        }
        return values;
    }

    /** {@code maxResults}, from 1 to {@code max}. */
    int maxResults(int otherwise, int max) {
        JsonNode node = present("maxResults");
        if (node == null) {
            return otherwise;
        }
        if (!node.isIntegralNumber()) {
            throw wrongType("maxResults", "a whole number");
        }
        if (!node.canConvertToInt() || node.intValue() < 1 || node.intValue() > max) {
            throw EcsError.invalidParameter("maxResults must be between 1 and %d.".formatted(max))
                    .asRefusal();
        }
        return node.intValue();
    }

    @Nullable
    Instant instant(String member) {
        JsonNode node = present(member);
        if (node == null) {
            return null;
        }
        if (!node.isNumber()) {
            throw wrongType(member, "a number of epoch seconds");
        }
        BigDecimal seconds = node.decimalValue();
        try {
            return Json.instant(seconds);
        } catch (ArithmeticException | DateTimeException e) {
            throw wrongType(member, "a number of epoch seconds");
        }
    }

    Input object(String member) {
        JsonNode node = present(member);
        if (node == null) {
            return new Input(Json.object());
        }
        if (!node.isObject()) {
            throw wrongType(member, "an object");
        }
        return new Input(node);
    }

    private @Nullable JsonNode present(String member) {
        JsonNode node = json.get(member);
        return node == null || node.isNull() ? null : node;
    }

    private static EcsRefusal wrongType(String member, String expected) {
        return EcsError.serialization("%s must be %s.".formatted(member, expected))
                .asRefusal();
    }
}
