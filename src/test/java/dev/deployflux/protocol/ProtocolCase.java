package dev.deployflux.protocol;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** The names of the members that are on the wire or given to a client, but for those that go nowhere. */
    Set<String> membersBut(Set<String> nowhere) {
        Set<String> members = new TreeSet<>(json().getStringMap().keySet());
        members.addAll(params().getStringMap().keySet());
        members.removeAll(nowhere);
        if (members.isEmpty()) {
            throw new AssertionError(id() + " has no members");
        }
        return members;
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
