package dev.deployflux.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.protocol.CaseGroup.Verdict;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.smithy.model.node.Node;

/** Smithy's answers, as ECS's, and what a subscriber makes of them: over HTTP, and those with members in memory too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {

    private final EcsSimulator ecs = EcsSimulator.start();
    private final AnsweringServer server = new AnsweringServer();
    private final EcsAsyncClient once = ecs.clientBuilder()
            .endpointOverride(server.uri())
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    private final Reader overHttp = Reader.by(once);
    private final ServiceDeployments deployments = overHttp.deployments();
    private final AnsweringMemory memory = new AnsweringMemory();
    private final Reader inMemory = Reader.by(memory.client());

    @AfterAll
    void close() {
        once.close();
        server.close();
        memory.close();
        ecs.close();
    }

    @TestFactory
    Stream<DynamicTest> smithysAnswersAreReadAsSmithySays() {
        return CaseGroup.of(Verdict.ANSWER).flatMap(group -> group.cases()
                .map(each -> DynamicTest.dynamicTest(each.id(), () -> replay(group, each))));
    }

    private void replay(CaseGroup group, ProtocolCase replayed) throws Exception {
        switch (group) {
            case ERRORS -> error(replayed);
            case MEMBERS -> members(replayed);
            case NOTHING -> nothing(replayed);
            case REQUEST_ID -> requestId(replayed);
            case WRITTEN -> written(replayed);
            default -> throw new AssertionError("nothing replays " + group);
        }
    }

    /** As an error of which the SDK has a class, as one that is paced and retried, and as one that is unknown. */
    private void error(ProtocolCase replayed) {
        for (String code : List.of("ServiceNotFoundException", "ThrottlingException", "NewException")) {
            String name = replayed.shape().getId().getName();
            Map<String, String> headers = new TreeMap<>(replayed.headers());
            headers.replaceAll((header, value) -> value.replace(name, code));
            server.answers(replayed.status(), headers, replayed.body().replace(name, code));

            Throwable thrown = catchThrowable(() -> Seen.rows(deployments));

            assertThat(thrown)
                    .isExactlyInstanceOf(
                            code.startsWith("Service") ? ServiceNotFoundException.class : EcsException.class);
            EcsException error = (EcsException) thrown;
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(error.awsErrorDetails().errorMessage())
                    .isEqualTo(replayed.params().getStringMemberOrDefault("Message", null));
            assertThat(error.statusCode()).isEqualTo(replayed.status());
            assertThat(error.isThrottlingException()).isEqualTo(code.startsWith("Throttling"));
        }
    }

    private void members(ProtocolCase replayed) {
        List<AnswerPlace> places = AnswerPlaces.of(replayed).toList();
        assertThat(places)
                .extracting(AnswerPlace::member)
                .as("no member is left out")
                .containsAll(replayed.membersBut(AnswerPlaces.NOWHERE));
        for (AnswerPlace place : places) {
            server.answers(replayed.status(), replayed.headers(), place.answer(replayed));
            memory.answers(place.answer(replayed));

            assertThat(Seen.node(place.seen().by(overHttp)))
                    .as("%s over HTTP", place)
                    .isEqualTo(place.expected(replayed));
            assertThat(Seen.node(place.seen().by(inMemory)))
                    .as("%s in memory", place)
                    .isEqualTo(place.expected(replayed));
        }
    }

    private void nothing(ProtocolCase replayed) {
        server.answers(replayed.status(), replayed.headers(), replayed.body());

        assertThat(Seen.rows(deployments)).isEmpty();
    }

    private void requestId(ProtocolCase replayed) {
        server.answers(replayed.status(), replayed.headers(), replayed.body());

        assertThat(deployments
                        .pages(r -> r.service("web"))
                        .map(page -> page.responseMetadata().requestId())
                        .collectList()
                        .block())
                .containsExactly(replayed.headers().get("X-Amzn-Requestid"));
    }

    /** What is null to Smithy's server is a reason, an end or a token that the simulator hasn't. */
    private void written(ProtocolCase replayed) throws Exception {
        ecs.cluster("default").service("web").deploy(DeploymentScript.successful(Duration.ofHours(1)));

        RawCalls.Reply reply = new RawCalls(ecs).send(Operation.LIST_SERVICE_DEPLOYMENTS, "{\"service\":\"web\"}");

        assertThat(reply.status()).isEqualTo(replayed.status());
        assertThat(reply.contentType()).isEqualTo(replayed.headers().get("Content-Type"));
        assertThat(reply.body().expectArrayMember("serviceDeployments").getElements())
                .singleElement()
                .extracting(Node::expectObjectNode)
                .satisfies(row -> assertThat(row.getStringMap().keySet())
                        .containsExactlyInAnyOrder(
                                "serviceDeploymentArn",
                                "serviceArn",
                                "clusterArn",
                                "createdAt",
                                "targetServiceRevisionArn",
                                "status"));
        assertThat(reply.body().getStringMap()).containsOnlyKeys("serviceDeployments");
    }
}
