package dev.deployflux.protocol;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/**
 * A member of ECS's requests that has the shape of one of Smithy's.
 *
 * @param member Smithy's
 * @param operation ECS's
 * @param request what else ECS's request has
 * @param part what it has besides, if Smithy's has the member
 * @param names what Smithy's values are called in ECS's
 * @param expected what the simulator has to answer
 * @param flux the flux that sends such a request, if there is one
 */
record RequestPlace(
        String member,
        Operation operation,
        Template request,
        Template part,
        Map<String, String> names,
        Expected expected,
        @Nullable Sending flux) {

    interface Sending {
        Publisher<?> of(ServiceDeployments deployments, Node said);
    }

    boolean fits(ProtocolCase replayed) {
        return replayed.json().getMember(member).isPresent()
                || replayed.params().getMember(member).isPresent();
    }

    /** ECS's request to the same effect. */
    ObjectNode translated(ProtocolCase replayed) {
        ObjectNode always = request.with(Node.nullNode());
        return replayed.json().getMember(member).isPresent() ? always.merge(part.with(value(replayed))) : always;
    }

    /** As it is on the wire, or what a client was given and doesn't put there; with ECS's words. */
    Node value(ProtocolCase replayed) {
        return Template.renamed(
                replayed.json().getMember(member).orElseGet(() -> replayed.params()
                        .expectMember(member)),
                names);
    }

    @Override
    public String toString() {
        return member + " of " + operation.wireName() + " in " + part;
    }
}
