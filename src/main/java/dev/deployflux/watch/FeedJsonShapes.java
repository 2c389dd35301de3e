package dev.deployflux.watch;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * The SDK's shapes of one value, by their builders, which are beans so that they can be written: statuses and stages are text
 * in them, whether this version of the SDK knows them or not. What a version of the SDK lacks isn't read by it.
 *
 * <p>A value may tell of one deployment several times. So the first shape is kept whole under {@code base}, and each is
 * written as what differs from that; {@code null} is told of what it lacks.
 */
final class FeedJsonShapes {

    private static final String BASE = "base";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(NON_NULL))
            .addModule(new SimpleModule()
                    .addSerializer(Document.class, new FeedJsonDocument.Writer())
                    .addDeserializer(Document.class, new FeedJsonDocument.Reader()))
            .build();

    private final ObjectNode root;

    /** The row that doesn't differ, which most of a value are. */
    private @Nullable ServiceDeploymentBrief same;

    /** Shapes in the value that this object is. */
    FeedJsonShapes(ObjectNode root) {
        this.root = root;
    }

    ObjectNode write(Object builder) {
        ObjectNode shape = MAPPER.valueToTree(builder);
        ObjectNode base = base();
        ObjectNode differences = MAPPER.createObjectNode();
        if (base == null) {
            root.set(BASE, shape);
            return differences;
        }
        shape.forEachEntry((name, value) -> {
            if (!value.equals(base.get(name))) {
                differences.set(name, value);
            }
        });
        base.forEachEntry((name, value) -> {
            if (!shape.has(name)) {
                differences.putNull(name);
            }
        });
        return differences;
    }

    ServiceDeploymentBrief brief(ObjectNode differences) {
        if (!differences.isEmpty()) {
            return read(differences, ServiceDeploymentBrief.serializableBuilderClass())
                    .build();
        }
        if (same == null) {
            same = read(differences, ServiceDeploymentBrief.serializableBuilderClass())
                    .build();
        }
        return same;
    }

    ServiceDeployment details(ObjectNode differences) {
        return read(differences, ServiceDeployment.serializableBuilderClass()).build();
    }

    private <B> B read(ObjectNode differences, Class<B> builder) {
        ObjectNode shape = MAPPER.createObjectNode();
        ObjectNode base = base();
        if (base != null) {
            shape.setAll(base);
        }
        shape.setAll(differences);
        return MAPPER.treeToValue(shape, builder);
    }

    private @Nullable ObjectNode base() {
        JsonNode base = root.get(BASE);
        if (base == null || base instanceof ObjectNode) {
            return (ObjectNode) base;
        }
        throw new IllegalArgumentException('"' + BASE + "\" is no object");
    }
}
