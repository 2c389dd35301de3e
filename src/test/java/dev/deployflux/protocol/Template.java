package dev.deployflux.protocol;

import java.util.Map;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** ECS's JSON, in single quotes, with {@code VALUE} where a value of Smithy's goes. */
record Template(String json) {

    ObjectNode with(Node value) {
        return Node.parse(json.replace('\'', '"').replace("VALUE", Node.printJson(value)))
                .expectObjectNode();
    }

    /** The value with ECS's words for Smithy's. */
    static Node renamed(Node value, Map<String, String> names) {
        String text = Node.printJson(value);
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace('"' + name.getKey() + '"', '"' + name.getValue() + '"');
        }
        return Node.parse(text);
    }

    @Override
    public String toString() {
        return json;
    }
}
