package dev.deployflux.protocol;

import java.util.Map;
import software.amazon.smithy.model.node.ArrayNode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/**
 * A member of ECS's answers that has the shape of one of Smithy's.
 *
 * @param member Smithy's
 * @param answer ECS's answer
 * @param names what Smithy's names within the value are called in ECS's
 * @param seen what a subscriber sees of it
 */
record AnswerPlace(String member, Template answer, Map<String, String> names, Seen seen) {

    boolean fits(ProtocolCase replayed) {
        return replayed.json().getMember(member).isPresent();
    }

    /** ECS's answer to the same effect. Smithy's own members stay beside it, unknown and to be passed over. */
    String answer(ProtocolCase replayed) {
        ObjectNode translated = answer.with(Template.renamed(value(replayed), names));
        return Node.printJson(replayed.json().merge(translated));
    }

    /** What the case says of the member, nothing if it says that there is none; but none of ECS's lists is sparse. */
    Node expected(ProtocolCase replayed) {
        Node expected = replayed.params().getMember(member).orElseGet(Node::nullNode);
        return expected.asArrayNode()
                .<Node>map(list -> list.getElements().stream()
                        .filter(each -> !each.isNullNode())
                        .collect(ArrayNode.collect()))
                .orElse(expected);
    }

    /** As it is on the wire; but an instant that Smithy's has as text is epoch seconds in ECS's answers. */
    private Node value(ProtocolCase replayed) {
        return replayed.params().getMember(member).filter(Node::isNumberNode).orElseGet(() -> replayed.json()
                .expectMember(member));
    }

    @Override
    public String toString() {
        return member + " in " + answer;
    }
}
