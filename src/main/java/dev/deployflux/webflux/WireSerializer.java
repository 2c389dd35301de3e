package dev.deployflux.webflux;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonGeneratorBase;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Makes any Jackson 3 write this package's types in the same bytes, whatever its settings. Named by their annotations, and
 * public only because a Jackson that mustn't override access modifiers couldn't make it otherwise.
 */
public final class WireSerializer extends ValueSerializer<Object> {

    /** For Jackson. */
    public WireSerializer() {}

    @Override
    public void serialize(Object value, JsonGenerator target, SerializationContext context) {
        if (target instanceof JsonGeneratorBase) {
            target.writeRawValue(Wire.text(value)); // raw, so that it is neither indented nor escaped in another way
        } else {
            Wire.write(value, target); // a tree, CBOR and the like
        }
    }

    /** Leaves out the type, which default typing would add. */
    @Override
    public void serializeWithType(
            Object value, JsonGenerator target, SerializationContext context, TypeSerializer types) {
        serialize(value, target, context);
    }
}
