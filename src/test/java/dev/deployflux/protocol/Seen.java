package dev.deployflux.protocol;

import static java.util.Objects.requireNonNull;

import dev.deployflux.ServiceDeployments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.smithy.model.node.ArrayNode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** What a subscriber sees of a member of ECS's answer; null if nothing. */
interface Seen {

    @Nullable
    Object by(Reader reader);

    interface Member<T> {
        @Nullable
        Object of(T structure);
    }

    static List<ServiceDeploymentBrief> rows(ServiceDeployments deployments) {
        return requireNonNull(
                deployments.list(r -> r.service("web")).collectList().block());
    }

    static Seen ofRow(Member<ServiceDeploymentBrief> member) {
        return reader -> {
            List<ServiceDeploymentBrief> rows = rows(reader.deployments());
            if (rows.size() != 1) {
                throw new AssertionError("one row is in the answer, and these came: " + rows);
            }
            return member.of(rows.get(0));
        };
    }

    static Seen ofDeployment(Member<ServiceDeployment> member) {
        String arn = "arn:aws:ecs:eu-central-1:123456789012:service-deployment/prod/web/1";
        return reader -> member.of(
                requireNonNull(reader.deployments().describe(List.of(arn)).block())
                        .serviceDeployments()
                        .get(0));
    }

    static Seen ofService(Member<Service> member) {
        return reader -> member.of(reader.client()
                .describeServices(r -> r.services("web"))
                .join()
                .services()
                .get(0));
    }

    /** In Smithy's words, in which instants are epoch seconds, and a number that isn't finite is a text. */
    static Node node(@Nullable Object seen) {
        if (seen == null) {
            return Node.nullNode();
        } else if (seen instanceof String text) {
            return Node.from(text);
        } else if (seen instanceof Boolean flag) {
            return Node.from(flag);
        } else if (seen instanceof Instant instant) {
            return Node.from(instant.getEpochSecond() + instant.getNano() / 1e9);
        } else if (seen instanceof Double number && !Double.isFinite(number)) {
            return Node.from(number.toString());
        } else if (seen instanceof Number number) {
            return Node.from(number);
        } else if (seen instanceof Document document) {
            return node(document.unwrap());
        } else if (seen instanceof List<?> list) {
            return list.stream().map(Seen::node).collect(ArrayNode.collect());
        } else if (seen instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .collect(ObjectNode.collectStringKeys(
                            each -> (String) each.getKey(), each -> node(each.getValue())));
        }
        throw new IllegalArgumentException("Smithy has no word for " + seen);
    }
}
