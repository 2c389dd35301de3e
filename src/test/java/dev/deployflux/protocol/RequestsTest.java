package dev.deployflux.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.protocol.CaseGroup.Verdict;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/** Smithy's requests, as ECS's: what the simulator answers to them, and that our flux sends them so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestsTest {

    private final EcsSimulator ecs = RequestPlaces.account();
    private final RawCalls calls = new RawCalls(ecs);
    private final AnsweringServer server = new AnsweringServer();
    private final EcsAsyncClient client = client(server.uri());
    private final ServiceDeployments deployments = ServiceDeployments.create(client);

    @AfterAll
    void close() {
        client.close();
        server.close();
        ecs.close();
    }

    @TestFactory
    Stream<DynamicTest> smithysRequestsAreSentAndReadAsSmithySays() {
        return CaseGroup.of(Verdict.REQUEST).flatMap(group -> group.cases()
                .map(each -> DynamicTest.dynamicTest(each.id(), () -> replay(group, each))));
    }

    /** Each without one of the headers that every one of Smithy's requests has, or with another protocol's. */
    @TestFactory
    Stream<DynamicTest> aRequestOfNoProtocolAsksForNoOperation() {
        return CaseGroup.EMPTY_REQUESTS.cases().flatMap(each -> Stream.of(
                        Map.of("X-Amz-Target", ""),
                        Map.of("Content-Type", ""),
                        Map.of("Content-Type", "application/json"),
                        Map.of("Content-Type", "application/x-amz-json-1.0"))
                .map(wrong -> DynamicTest.dynamicTest(each.id() + " " + wrong, () -> {
                    RawCalls.Reply reply = calls.send(each, Operation.LIST_CLUSTERS, each.body(), wrong);

                    assertThat(reply.status()).isEqualTo(404);
                    assertThat(reply.body().expectStringMember("__type").getValue())
                            .isEqualTo("UnknownOperationException");
                })));
    }

    private void replay(CaseGroup group, ProtocolCase replayed) throws Exception {
        switch (group) {
            case EMPTY_REQUESTS -> empty(replayed);
            case REQUEST_MEMBERS -> members(replayed);
            case ENDPOINT_PATH -> endpointPath(replayed);
            default -> throw new AssertionError("nothing replays " + group);
        }
    }

    /** To the one of our operations that needs no member. */
    private void empty(ProtocolCase replayed) throws Exception {
        RawCalls.Reply reply = calls.send(replayed, Operation.LIST_CLUSTERS, replayed.body());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().expectArrayMember("clusterArns").size()).isEqualTo(2);
        if (replayed.isOfClients()) {
            assertSent(replayed, Operation.LIST_CLUSTERS, Node.objectNode(), deployments.clusters());
        }
    }

    private void members(ProtocolCase replayed) throws Exception {
        List<RequestPlace> places = RequestPlaces.of(replayed).toList();
        assertThat(places)
                .extracting(RequestPlace::member)
                .as("no member is left out")
                .containsAll(replayed.membersBut(RequestPlaces.NOWHERE));
        for (RequestPlace place : places) {
            ObjectNode translated = place.translated(replayed);
            // Smithy's own members are unknown here, and have to be passed over.
            String body = Node.printJson(replayed.json().merge(translated));

            Node said = place.value(replayed);

            place.expected().check(calls.send(replayed, place.operation(), body), said);
            if (replayed.isOfClients() && place.flux() != null) {
                assertSent(replayed, place.operation(), translated, place.flux().of(deployments, said));
            }
        }
    }

    private void endpointPath(ProtocolCase replayed) {
        String host = replayed.request().getHost().orElseThrow();
        try (EcsAsyncClient below = client(server.uri().resolve(host.substring(host.indexOf('/'))))) {
            assertSent(
                    replayed,
                    Operation.LIST_CLUSTERS,
                    Node.objectNode(),
                    ServiceDeployments.create(below).clusters());
        }
    }

    private void assertSent(ProtocolCase replayed, Operation operation, ObjectNode body, Publisher<?> flux) {
        server.answers(200, Map.of("Content-Type", "application/x-amz-json-1.1"), "{}");
        Flux.from(flux).blockLast();

        AnsweringServer.Request sent = server.onlyRequest();
        assertThat(sent.method()).isEqualTo(replayed.request().getMethod());
        assertThat(sent.uri()).isEqualTo(replayed.request().getUri());
        Map<String, String> headers = new HashMap<>(replayed.headers());
        headers.put("X-Amz-Target", RawCalls.TARGET + operation.wireName());
        assertThat(sent.headers()).containsAllEntriesOf(headers);
        assertThat(replayed.message().getRequireHeaders()).allMatch(sent.headers()::containsKey);
        assertThat(replayed.message().getForbidHeaders()).noneMatch(sent.headers()::containsKey);
        // Where nobody says how many rows a page is to have, our flux does.
        ObjectNode paged = Node.objectNode().withMember("maxResults", 100).merge(body);
        assertThat(Node.parse(sent.body()))
                .as("%s instead of %s", sent.body(), Node.printJson(paged))
                .isEqualTo(paged);
    }

    private EcsAsyncClient client(URI endpoint) {
        return ecs.clientBuilder()
                .endpointOverride(endpoint)
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }
}
