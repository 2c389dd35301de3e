package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The guide's hints, compiled as they stand there, against an SQS over HTTP; and the guide's JSON. */
class HintSnippetsTest extends SnippetScene {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern JSON_BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final String BEFORE =
            "ServiceDeployments deployments = ServiceDeployments.create(EcsAsyncClient.create());";

    private SqsStub sqs;
    private SqsAsyncClient client;
    private Flux<ServiceRef> hints;

    @BeforeEach
    void compileHints() throws Exception {
        sqs = new SqsStub();
        System.setProperty("aws.endpointUrlSqs", sqs.uri().toString());
        List<?> made = (List<?>) snippets.valueOf("List.of(sqs, hints)", Snippet.HINTS, BEFORE);
        client = (SqsAsyncClient) made.get(0);
        hints = ((Flux<?>) made.get(1)).cast(ServiceRef.class);
    }

    @AfterEach
    void stopSqs() {
        client.close();
        sqs.close();
        System.clearProperty("aws.endpointUrlSqs");
    }

    private static String event(String type, String service) {
        return """
                {"source":"aws.ecs","detail-type":"%s","resources":["arn:aws:ecs:eu-central-1:123456789012:service/%s"]}\
                """.formatted(type, service);
    }

    private static String event(String service) {
        return event("ECS Service Action", service);
    }

    private static ServiceRef prod(String service) {
        return new ServiceRef("prod", service);
    }

    /** What has been sent before would have come before the answers to these, as they go one after the other. */
    private void receivesStay(int count) {
        for (int call = 0; call < 3; call++) {
            client.listQueues().join();
        }
        assertThat(sqs.receives()).hasSize(count);
    }

    @Test
    void nothingIsReceivedUnlessAHintIsAskedFor() {
        sqs.brings(event("prod/a"), event("prod/b"));
        sqs.brings(event("prod/c"));

        StepVerifier.create(hints, 0)
                .expectSubscription()
                .then(() -> receivesStay(0))
                .thenRequest(1)
                .expectNext(prod("a"))
                .thenRequest(1)
                .expectNext(prod("b"))
                .then(() -> Eventually.holds(() -> sqs.deleted().size() == 2))
                .then(() -> receivesStay(1))
                .thenRequest(1)
                .expectNext(prod("c"))
                .then(() -> receivesStay(2))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void aReceiveWaitsAsLongAsSqsDoesForAsManyAsItGives() {
        sqs.brings(event("prod/a"));

        hints.take(1).blockLast(SOON);

        JsonNode receive = sqs.receives().get(0);
        assertThat(receive.path("WaitTimeSeconds").asInt()).isEqualTo(20);
        assertThat(receive.path("MaxNumberOfMessages").asInt()).isEqualTo(10);
        assertThat(receive.path("QueueUrl").asString()).endsWith("/deployflux-hints");
    }

    @Test
    void messagesAreDeletedWhenAllOfThemHaveBeenHandedOver() {
        String first = event("prod/a");
        String noEvent = "We deploy at noon.";
        String last = event("prod/b");
        sqs.brings(first, noEvent, last);

        StepVerifier.create(hints, 0)
                .thenRequest(1)
                .expectNext(prod("a"))
                .then(() -> assertThat(sqs.deleted()).isEmpty())
                .thenRequest(1)
                .expectNext(prod("b"))
                .then(() -> Eventually.holds(() -> sqs.deleted().size() == 3))
                .thenCancel()
                .verify(SOON);

        assertThat(sqs.deleted()).containsExactly(first, noEvent, last);
    }

    @Test
    void anEmptyReceiveIsFollowedByAnother() {
        sqs.brings();
        sqs.brings();
        sqs.brings(event("prod/a"));

        StepVerifier.create(hints.take(1))
                .expectNext(prod("a"))
                .expectComplete()
                .verify(SOON);

        assertThat(sqs.receives()).hasSize(3);
    }

    @Test
    void anErrorOfSqsReachesTheSubscriberBehindWhatCameBefore() {
        sqs.brings(event("prod/a"));
        sqs.refuses();

        StepVerifier.create(hints)
                .expectNext(prod("a"))
                .expectError(QueueDoesNotExistException.class)
                .verify(SOON);

        assertThat(sqs.deleted()).hasSize(1);
    }

    @Test
    void cancelClosesTheConnectionOnWhichAReceiveIsHeld() {
        StepVerifier.create(hints)
                .then(() -> Eventually.holds(() -> sqs.receives().size() == 1))
                .thenCancel()
                .verify(SOON);

        sqs.whenAborted().block(SOON);
    }

    @Test
    void theRuleSendsWhatIsReadAndTheQueueTakesIt() {
        List<JsonNode> blocks = new ArrayList<>();
        JSON_BLOCK
                .matcher(Guides.read(Path.of("src", "docs", "watching-many.md")))
                .results()
                .forEach(block -> blocks.add(JsonMapper.shared().readTree(block.group(1))));
        JsonNode rule = blocks.get(0);
        JsonNode policy = blocks.get(1).path("Statement").path(0);

        assertThat(rule.path("source").path(0).asString()).isEqualTo("aws.ecs");
        assertThat(rule.path("detail-type")).hasSize(3).allSatisfy(type -> assertThat(
                        ServiceRef.fromEvent(event(type.asString(), "prod/web")))
                .contains(prod("web")));
        assertThat(policy.path("Action").asString()).isEqualTo("sqs:SendMessage");
        assertThat(policy.path("Condition")
                        .path("ArnEquals")
                        .path("aws:SourceArn")
                        .asString())
                .startsWith("arn:aws:events:");
    }
}
