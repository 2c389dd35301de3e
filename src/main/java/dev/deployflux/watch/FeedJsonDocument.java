package dev.deployflux.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.document.Document;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * Documents, which hooks of deployments have as their details. A number is the same only as the same text, so it is written as
 * <code>{"n": "1.50"}</code>; therefore maps are <code>{"m": {}}</code>, and lists, texts and flags themselves.
 */
final class FeedJsonDocument {

    private static final String NUMBER = "n";
    private static final String MAP = "m";

    private FeedJsonDocument() {}

    static final class Writer extends ValueSerializer<Document> {

        @Override
        public void serialize(Document document, JsonGenerator json, SerializationContext context) {
            if (document.isNull()) {
                json.writeNull();
            } else if (document.isBoolean()) {
                json.writeBoolean(document.asBoolean());
            } else if (document.isString()) {
                json.writeString(document.asString());
            } else if (document.isNumber()) {
                json.writeStartObject();
                json.writeStringProperty(NUMBER, document.asNumber().stringValue());
                json.writeEndObject();
            } else if (document.isList()) {
                json.writeStartArray();
                document.asList().forEach(element -> serialize(element, json, context));
                json.writeEndArray();
            } else {
                json.writeStartObject();
                json.writeObjectPropertyStart(MAP);
                document.asMap().forEach((name, value) -> {
                    json.writeName(name);
                    serialize(value, json, context);
                });
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    static final class Reader extends ValueDeserializer<Document> {

        @Override
        public Document deserialize(JsonParser parser, DeserializationContext context) {
            return document(context.readTree(parser));
        }

        @Override
        public Document getNullValue(DeserializationContext context) {
            return Document.fromNull();
        }
    }

    private static Document document(JsonNode json) {
        if (json.isNull()) {
            return Document.fromNull();
        }
        if (json.isString()) {
            return Document.fromString(json.stringValue());
        }
        if (json.isBoolean()) {
            return Document.fromBoolean(json.booleanValue());
        }
        if (json.isArray()) {
            List<Document> elements = new ArrayList<>();
            json.forEach(element -> elements.add(document(element)));
            return Document.fromList(elements);
        }
        if (json.has(NUMBER)) {
            return Document.fromNumber(json.get(NUMBER).asString());
        }
        Map<String, Document> entries = new LinkedHashMap<>();
        json.path(MAP).forEachEntry((name, value) -> entries.put(name, document(value)));
        return Document.fromMap(entries);
    }
}
