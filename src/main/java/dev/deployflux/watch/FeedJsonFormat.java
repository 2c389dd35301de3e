package dev.deployflux.watch;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The format: one JSON object with its version, {@code v}, the short name of its kind, {@code k}, and the fields of that kind.
 * What is {@code null}, empty, zero or false is left out, and what is missing is read as that, so that a field may be added
 * without a new version. A kind or a meaning that older replicas can't do without needs a new one.
 *
 * <p>Bounded by Jackson's own limits, {@code StreamReadConstraints}: text that nests deeper than they allow is refused
 * before anything is made of it, and nothing here goes deeper than it.
 */
final class FeedJsonFormat {

    /** The version that is written, and the newest that is read. */
    static final int VERSION = 1;

    /** Reads and writes trees; knows no classes. */
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final int LONGEST_QUOTED = 60;
    private static final int LONGEST_REASON = 300;

    private static final Map<String, FeedJsonKind<?>> BY_NAME = new HashMap<>();
    private static final Map<Class<?>, FeedJsonKind<?>> BY_TYPE = new HashMap<>();

    static {
        List<FeedJsonKind<?>> kinds = new ArrayList<>();
        kinds.addAll(FeedJsonEvents.KINDS);
        kinds.addAll(FeedJsonRollouts.KINDS);
        kinds.addAll(FeedJsonHaste.KINDS);
        kinds.addAll(FeedJsonRows.KINDS);
        for (FeedJsonKind<?> kind : kinds) {
            BY_NAME.put(kind.name(), kind);
            BY_TYPE.put(kind.type(), kind);
        }
    }

    private FeedJsonFormat() {}

    static String write(Object content) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("v", VERSION);
        writeKind(content, new FeedJsonOut(root, new FeedJsonShapes(root)));
        return MAPPER.writeValueAsString(root);
    }

    /** Adds the kind and its fields to an object. */
    static void writeKind(Object content, FeedJsonOut out) {
        FeedJsonKind<?> kind = BY_TYPE.get(content.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(content.getClass() + " is nothing that a feed's store keeps");
        }
        out.text("k", kind.name());
        kind.write(content, out);
    }

    static Object read(String json) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!(tree instanceof ObjectNode root)) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            FeedJsonIn in = new FeedJsonIn(root, new FeedJsonShapes(root));
            requireVersion(in);
            return readKind(in);
        } catch (JacksonException e) {
            throw unreadable(json, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException | DateTimeException | UnsupportedOperationException e) {
            throw unreadable(json, e.getMessage(), e);
        }
    }

    private static void requireVersion(FeedJsonIn in) {
        int version = in.integer("v");
        if (version > VERSION) {
            throw new IllegalArgumentException("it has version " + version + " of the format, and this replica reads "
                    + VERSION + " at most: update deployflux on this replica to the version of the one that wrote it");
        }
        if (version < 1) {
            throw new IllegalArgumentException("it doesn't tell the version of its format, \"v\"");
        }
    }

    /** Reads the object by the kind that it tells. */
    static Object readKind(FeedJsonIn in) {
        String name = in.text("k");
        FeedJsonKind<?> kind = BY_NAME.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("\"" + EventId.printable(name, LONGEST_QUOTED) + "\" is no kind that"
                    + " this version of deployflux knows: update it on this replica");
        }
        return kind.read(in);
    }

    private static IllegalArgumentException unreadable(String json, @Nullable String reason, Exception cause) {
        return new IllegalArgumentException(
                "A feed's store has kept \"" + EventId.printable(json, LONGEST_QUOTED)
                        + "\", which this replica can't read: "
                        + EventId.printable(String.valueOf(reason), LONGEST_REASON),
                cause);
    }
}
