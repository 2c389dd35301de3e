package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** The format of what stores keep: its versions, its size, and what isn't in it. Runs on the oldest SDK too. */
class FeedJsonFormatTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00.123456789Z");
    private static final String SERVICE = "\"service\":\"prod/web\"";

    private static ServiceDeploymentBrief row(String status) {
        String arn = "arn:aws:ecs:eu-central-1:123456789012:";
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(arn + "service-deployment/prod/web/NCWGC2ZR-taawPAYrIaU5")
                .serviceArn(arn + "service/prod/web")
                .clusterArn(arn + "cluster/prod")
                .targetServiceRevisionArn(arn + "service-revision/prod/web/4980306466373577095")
                .createdAt(NOON)
                .startedAt(NOON.plusSeconds(3))
                .finishedAt(status.equals("SUCCESSFUL") ? NOON.plusSeconds(300) : null)
                .status(status)
                .statusReason(status.equals("SUCCESSFUL") ? "ECS deployment completed." : null)
                .build();
    }

    @Test
    void aChangeIsCompact() {
        String json = FeedJson.write(new Changed(WEB, row("IN_PROGRESS"), row("SUCCESSFUL"), List.of(), 0));

        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(750);
        assertThat(json).startsWith("{\"v\":1,\"k\":\"changed\"," + SERVICE).containsOnlyOnce("service-deployment/");
    }

    @Test
    void aStatusThatTheSdkDoesNotKnowComesBack() {
        Seen event = new Seen(WEB, row("RESTING"), Origin.LIVE, List.of(), 0);

        assertThat(FeedJson.read(FeedJson.write(event))).isEqualTo(event);
        assertThat(event.deployment().statusAsString()).isEqualTo("RESTING");
    }

    @Test
    void timesKeepTheirNanosecondsAndDurationsToo() {
        PassCompleted pass = new PassCompleted(WEB, Long.MAX_VALUE, NOON, Duration.ofSeconds(-1, 1), 1, 0, Instant.MAX);

        assertThat(FeedJson.read(FeedJson.write(pass))).isEqualTo(pass);
    }

    @Test
    void aNewerVersionSaysWhatToUpdate() {
        assertThatThrownBy(() -> FeedJson.read("{\"v\":2,\"k\":\"of next year\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has version 2")
                .hasMessageContaining("reads 1 at most")
                .hasMessageContaining("update deployflux on this replica");
    }

    @Test
    void fieldsThatAreMissingAreEmptyAndFieldsThatAreUnknownAreLeftOut() {
        assertThat(FeedJson.read("{\"v\":1,\"k\":\"caughtUp\"}")).isEqualTo(new CaughtUp(0));
        assertThat(FeedJson.read("{\"v\":1,\"k\":\"joined\"," + SERVICE + ",\"colour\":{\"of\":[\"next year\"]}}"))
                .isEqualTo(new ServiceJoined(WEB));
        assertThat(FeedJson.read("{\"v\":1,\"k\":\"seen\",\"origin\":\"LIVE\"," + SERVICE
                        + ",\"base\":{\"serviceDeploymentArn\":\"a\",\"colour\":[{}]},\"deployment\":{\"size\":1}}"))
                .isEqualTo(new Seen(
                        WEB,
                        ServiceDeploymentBrief.builder()
                                .serviceDeploymentArn("a")
                                .build(),
                        Origin.LIVE,
                        List.of(),
                        0));
    }

    @Test
    void aPauseThatTheSdkIsTooOldForIsRefused() {
        boolean knowsHooks = Arrays.stream(ServiceDeployment.class.getMethods())
                .anyMatch(method -> method.getName().equals("lifecycleHookDetails"));
        String json = "{\"v\":1,\"k\":\"awaiting\"," + SERVICE
                + ",\"deployment\":{},\"action\":{\"deploymentArn\":\"a\",\"hookId\":\"h\",\"timeoutAction\":\"NEW\"}}";

        if (knowsHooks) {
            assertThat(FeedJson.read(json)).asString().contains("hookId=h");
        } else {
            assertThatThrownBy(() -> FeedJson.read(json))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("AWS SDK 2.44.8");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "12",
                "{",
                "{}",
                "{\"v\":1}",
                "{\"v\":1}{\"v\":1}",
                "{\"v\":null,\"k\":\"live\"}",
                "{\"v\":\"1\",\"k\":\"live\"}",
                "{\"v\":0,\"k\":\"live\"}",
                "{\"v\":1.5,\"k\":\"live\"}",
                "{\"v\":1e999999999,\"k\":\"live\"}",
                "{\"v\":99999999999999999999,\"k\":\"live\"}",
                "{\"v\":1,\"k\":7}",
                "{\"v\":1,\"k\":\"java.lang.Runtime\"}",
                "{\"v\":1,\"k\":\"joined\"}",
                "{\"v\":1,\"k\":\"joined\",\"service\":null}",
                "{\"v\":1,\"k\":\"joined\",\"service\":\"a/b/c\"}",
                "{\"v\":1,\"k\":\"live\",\"services\":\"many\"}",
                "{\"v\":1,\"k\":\"live\",\"services\":3000000000}",
                "{\"v\":1,\"k\":\"reset\"}",
                "{\"v\":1,\"k\":\"seen\",\"service\":\"prod/web\",\"origin\":\"LIVE\"}",
                "{\"v\":1,\"k\":\"seen\",\"service\":\"prod/web\",\"origin\":\"NOWHERE\",\"deployment\":{}}",
                "{\"v\":1,\"k\":\"removed\",\"service\":\"prod/web\",\"deployment\":[]}",
                "{\"v\":1,\"k\":\"removed\",\"service\":\"prod/web\",\"base\":7,\"deployment\":{}}",
                "{\"v\":1,\"k\":\"removed\",\"service\":\"prod/web\",\"deployment\":{\"createdAt\":\"noon\"}}",
                "{\"v\":1,\"k\":\"removed\",\"service\":\"prod/web\",\"deployment\":{\"createdAt\":[[]]}}",
                "{\"v\":1,\"k\":\"recovered\",\"service\":\"prod/web\",\"lastGoodPass\":\"noon\"}",
                "{\"v\":1,\"k\":\"behind\",\"wanted\":\"PT1S\",\"achieved\":\"long\"}",
                "{\"v\":1,\"k\":\"failing\",\"service\":\"prod/web\",\"retryIn\":\"PT1S\",\"error\":{}}",
                "{\"v\":1,\"k\":\"failing\",\"service\":\"prod/web\",\"retryIn\":\"PT1S\",\"error\":\"x\"}",
                "{\"v\":1,\"k\":\"ofWatch\",\"asOf\":\"zz\"}",
                "{\"v\":1,\"k\":\"ofWatch\",\"asOf\":\"5f-1\",\"words\":[null]}",
                "{\"v\":1,\"k\":\"ofWatch\",\"asOf\":\"5f-1\",\"words\":{}}",
                "{\"v\":1,\"k\":\"ofWatch\",\"asOf\":\"5f-1\",\"words\":[{\"k\":\"ofWatch\",\"asOf\":\"5f-1\"}]}",
                "{\"v\":1,\"k\":\"ofDeployment\",\"asOf\":\"5f-1\",\"service\":\"a/b\",\"memory\":{\"row\":{},\"told\":[1]}}",
                "<html><body>503 Service Unavailable</body></html>"
            })
    void rubbishIsRefusedAndQuoted(String json) {
        assertThatThrownBy(() -> FeedJson.read(json))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A feed's store has kept \"" + json.substring(0, Math.min(60, json.length())))
                .hasMessageMatching(".*, which this replica can't read: \\S.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{\"v\":", "{\"v\":1,\"k\":\"live\",\"x\":[", "{\"k\":\"live\",\"base\":{\"a\":", "x", "1"})
    void fiveMegabytesOfRubbishAreRefusedInAFewWords(String part) {
        assertThatThrownBy(() -> FeedJson.read(part.repeat(5_000_000 / part.length())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message).hasSizeLessThan(500));
    }

    @Test
    void aLongTextIsCutInTheErrorAndHasNoControlCharacters() {
        String name = "x".repeat(1_000) + "\\u0000\\n";

        assertThatThrownBy(() -> FeedJson.read("{\"v\":1,\"k\":\"" + name + "\"}"))
                .hasMessageNotContaining("\n")
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message).hasSizeLessThan(500));
    }
}
