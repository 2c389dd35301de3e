package dev.deployflux.protocol;

import java.util.Map;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.protocoltests.traits.AppliesTo;
import software.amazon.smithy.protocoltests.traits.HttpMessageTestCase;
import software.amazon.smithy.protocoltests.traits.HttpRequestTestCase;
import software.amazon.smithy.protocoltests.traits.HttpResponseTestCase;

/** One of Smithy's cases: a message on the wire, of an operation or an error, and what it says. */
record ProtocolCase(Direction direction, Shape shape, HttpMessageTestCase message) {

    enum Direction {
        REQUEST,
        RESPONSE
    }

    /** Unique among the cases of its direction. */
    String id() {
        return message.getId();
    }

    Map<String, String> headers() {
        return message.getHeaders();
    }

    String body() {
        return message.getBody().orElse("");
    }

    /** The body as JSON; one that is left out is an empty object. */
    ObjectNode json() {
        return body().isEmpty() ? Node.objectNode() : Node.parse(body()).expectObjectNode();
    }

    /** What the body says, with instants as epoch seconds, whatever their format on the wire. */
    ObjectNode params() {
        return message.getParams();
    }

    boolean isOfClients() {
        return message.getAppliesTo().map(AppliesTo.CLIENT::equals).orElse(true);
    }

    HttpRequestTestCase request() {
        return (HttpRequestTestCase) message;
    }

    int status() {
        return ((HttpResponseTestCase) message).getCode();
    }

    @Override
    public String toString() {
        return id();
    }
}
