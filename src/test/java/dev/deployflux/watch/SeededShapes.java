package dev.deployflux.watch;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.utils.builder.Buildable;

/** Shapes of the SDK with any of the fields that its version has, filled with anything that they take. */
final class SeededShapes {

    private static final List<String> TEXTS = List.of(
            "IN_PROGRESS", "PENDING", "A_STATUS_OF_NEXT_YEAR", "", "null", "Ä \"quoted\"\n\\ \u2028 \uD83D\uDE80", "x");

    private final Random random;
    private final double filled;

    /**
     * Shapes to come.
     *
     * @param filled the share of fields that are set, from 0 to 1
     */
    SeededShapes(long seed, double filled) {
        this.random = new Random(seed);
        this.filled = filled;
    }

    ServiceDeploymentBrief brief() {
        return (ServiceDeploymentBrief) filled((SdkPojo) ServiceDeploymentBrief.builder());
    }

    ServiceDeployment details() {
        return (ServiceDeployment) filled((SdkPojo) ServiceDeployment.builder());
    }

    Random random() {
        return random;
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    Instant instant() {
        return Instant.ofEpochSecond(
                random.nextInt(4) == 0 ? random.nextLong(-60_000_000_000L, 200_000_000_000L) : 1_800_000_000L,
                random.nextInt(3) * (long) random.nextInt(1_000_000_000));
    }

    boolean isFilled() {
        return random.nextDouble() < filled;
    }

    private Object filled(SdkPojo builder) {
        for (SdkField<?> field : builder.sdkFields()) {
            if (isFilled()) {
                field.set(builder, value(field));
            }
        }
        return ((Buildable) builder).build();
    }

    private Object value(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            return text();
        } else if (type == MarshallingType.INTEGER) {
            return random.nextInt();
        } else if (type == MarshallingType.LONG) {
            return random.nextLong();
        } else if (type == MarshallingType.DOUBLE) {
            return random.nextBoolean() ? random.nextGaussian() : (Double) 0.1;
        } else if (type == MarshallingType.BOOLEAN) {
            return random.nextBoolean();
        } else if (type == MarshallingType.INSTANT) {
            return instant();
        } else if (type == MarshallingType.DOCUMENT) {
            return document(4);
        } else if (type == MarshallingType.SDK_POJO) {
            return filled(field.constructor().get());
        } else if (type == MarshallingType.LIST) {
            return list(field.getTrait(ListTrait.class).memberFieldInfo());
        } else if (type == MarshallingType.MAP) {
            return Map.of(text(), value(field.getTrait(MapTrait.class).valueFieldInfo()));
        }
        throw new AssertionError("No " + type + " has come up before: teach this how to make one");
    }

    private List<Object> list(SdkField<?> element) {
        List<Object> elements = new ArrayList<>();
        for (int size = random.nextInt(4); size > 0; size--) {
            elements.add(value(element));
        }
        return elements;
    }

    private Document document(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> Document.fromNull();
            case 1 -> Document.fromBoolean(random.nextBoolean());
            case 2 -> Document.fromString(text());
            case 3 -> Document.fromNumber(new BigDecimal(random.nextInt() + ".50"));
            case 4 -> Document.fromList(List.of(document(depth - 1), document(depth - 1)));
            default -> {
                Map<String, Document> entries = new LinkedHashMap<>();
                entries.put("n", document(depth - 1));
                entries.put(text(), document(depth - 1));
                yield Document.fromMap(entries);
            }
        };
    }
}
