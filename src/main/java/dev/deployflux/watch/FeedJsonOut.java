package dev.deployflux.watch;

import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of an object that is written. What {@link FeedJsonIn} takes for missing is left out. */
final class FeedJsonOut {

    private final ObjectNode node;
    private final FeedJsonShapes shapes;

    /** Writes to that object, which is part of the value that has those shapes. */
    FeedJsonOut(ObjectNode node, FeedJsonShapes shapes) {
        this.node = node;
        this.shapes = shapes;
    }

    /** Anything that its {@code toString()} tells whole, such as times, durations, services, and ids. */
    FeedJsonOut text(String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
        return this;
    }

    FeedJsonOut number(String name, long value) {
        if (value != 0) {
            node.put(name, value);
        }
        return this;
    }

    /** One that is {@code null} if it isn't known, so that zero is told. */
    FeedJsonOut numberIfKnown(String name, @Nullable Integer value) {
        if (value != null) {
            node.put(name, value);
        }
        return this;
    }

    FeedJsonOut decimalIfKnown(String name, @Nullable Double value) {
        if (value != null) {
            node.put(name, value);
        }
        return this;
    }

    FeedJsonOut flag(String name, boolean value) {
        if (value) {
            node.put(name, true);
        }
        return this;
    }

    FeedJsonOut texts(String name, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
        return this;
    }

    <T> FeedJsonOut list(String name, Collection<T> values, BiConsumer<? super T, FeedJsonOut> writer) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(value -> writer.accept(value, new FeedJsonOut(array.addObject(), shapes)));
        }
        return this;
    }

    <T> FeedJsonOut part(String name, @Nullable T value, BiConsumer<? super T, FeedJsonOut> writer) {
        if (value != null) {
            writer.accept(value, new FeedJsonOut(node.putObject(name), shapes));
        }
        return this;
    }

    FeedJsonOut brief(String name, ServiceDeploymentBrief row) {
        node.set(name, shapes.write(row.toBuilder()));
        return this;
    }

    FeedJsonOut details(String name, ServiceDeployment details) {
        node.set(name, shapes.write(details.toBuilder()));
        return this;
    }

    /** What {@link FeedJsonIn} makes of what is written so far. */
    <T> T written(Function<FeedJsonIn, T> reader) {
        return reader.apply(new FeedJsonIn(node, shapes));
    }
}
