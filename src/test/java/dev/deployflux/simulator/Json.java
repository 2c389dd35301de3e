package dev.deployflux.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON in the manner of awsJson1_1: members that aren't known are absent, instants are epoch seconds with a fraction. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    static {
        // Jackson finds its readers and writers under a lock, once. Event loops that wait for it at the simulator's
        // first
        // calls are blocked, and BlockHound says so. The second time keeps what the first has found.
        for (int i = 0; i < 2; i++) {
            parse(bytes(object().put("warm", "up")));
        }
    }

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The object in {@code body}; an empty body is an empty object. */
    static ObjectNode parse(byte[] body) {
        if (body.length == 0) {
            return object();
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw EcsError.serialization("The body isn't JSON: " + e.getOriginalMessage())
                    .asRefusal();
        }
        throw EcsError.serialization("The body isn't a JSON object.").asRefusal();
    }

    static void put(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.put(member, value);
        }
    }

    static void put(ObjectNode node, String member, @Nullable Instant value) {
        if (value != null) {
            node.put(member, epochSeconds(value));
        }
    }

    private static BigDecimal epochSeconds(Instant instant) {
        BigDecimal seconds = BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9))
                .stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0, RoundingMode.UNNECESSARY) : seconds;
    }

    static Instant instant(BigDecimal epochSeconds) {
        BigDecimal whole = epochSeconds.setScale(0, RoundingMode.FLOOR);
        int nanos = epochSeconds.subtract(whole).movePointRight(9).intValue();
        return Instant.ofEpochSecond(whole.longValueExact(), nanos);
    }
}
