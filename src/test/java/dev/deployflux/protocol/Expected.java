package dev.deployflux.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.protocol.RawCalls.Reply;
import java.util.List;
import software.amazon.smithy.model.node.Node;

/** What the simulator has to answer to a request that says a value. */
interface Expected {

    /** Fails if the reply is another. */
    void check(Reply reply, Node said);

    static Expected rows(int count) {
        return (reply, said) -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().expectArrayMember("serviceDeployments").size())
                    .isEqualTo(count);
        };
    }

    static Expected refused(String code) {
        return (reply, said) -> {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().expectStringMember("__type").getValue()).isEqualTo(code);
        };
    }

    /** The services of the cluster that is said. */
    static Expected servicesThere(int count) {
        return (reply, said) -> assertThat(
                        reply.body().expectArrayMember("serviceArns").getElementsAs(Expected::text))
                .hasSize(count)
                .allSatisfy(arn -> assertThat(arn).contains("/" + text(said) + "/"));
    }

    /** Each service that is said is one that the account hasn't. */
    static Expected missing() {
        return (reply, said) -> assertThat(reply.body()
                        .expectArrayMember("failures")
                        .getElementsAs(
                                failure -> text(failure.expectObjectNode().expectMember("arn"))))
                .isNotEmpty()
                .zipSatisfy(texts(said), (arn, name) -> assertThat(arn).endsWith("/" + name));
    }

    /** As one or the other, by whether an empty list is said. */
    static Expected byEmptiness(Expected ofEmpty, Expected ofOthers) {
        return (reply, said) -> (said.expectArrayNode().isEmpty() ? ofEmpty : ofOthers).check(reply, said);
    }

    static List<String> texts(Node said) {
        return said.isArrayNode() ? said.expectArrayNode().getElementsAs(Expected::text) : List.of(text(said));
    }

    static String text(Node said) {
        return said.expectStringNode().getValue();
    }
}
