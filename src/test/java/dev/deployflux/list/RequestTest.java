package dev.deployflux.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ApiName;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What becomes of a caller's request: refused before any call, or sent with our defaults. */
class RequestTest {

    private final ScriptedClient client = ScriptedClient.history(1);
    private final ServiceDeployments deployments = ServiceDeployments.create(client);

    private ListServiceDeploymentsRequest sent(Consumer<ListServiceDeploymentsRequest.Builder> request) {
        StepVerifier.create(deployments.list(request)).expectNextCount(1).verifyComplete();
        return client.calls().get(client.callCount() - 1);
    }

    private void refuses(Consumer<ListServiceDeploymentsRequest.Builder> request, String... saying) {
        ListServiceDeploymentsRequest built =
                ListServiceDeploymentsRequest.builder().applyMutation(request).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.list(request))
                .satisfies(error -> assertThat(error.getMessage()).contains(saying));
        assertThatIllegalArgumentException().isThrownBy(() -> deployments.list(built));
        assertThatIllegalArgumentException().isThrownBy(() -> deployments.pages(request));
        assertThatIllegalArgumentException().isThrownBy(() -> deployments.pages(built));
        assertThat(client.callCount()).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void refusesARequestWithoutAService(@Nullable String service) {
        refuses(r -> r.service(service), "service is not set", "request.service(\"web\")");
    }

    @Test
    void refusesABlankCluster() {
        refuses(r -> r.service("web").cluster(" "), "cluster is blank", "leave it unset");
    }

    @Test
    void refusesABlankToken() {
        refuses(r -> r.service("web").nextToken(""), "nextToken is blank", "leave it unset");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 101, Integer.MAX_VALUE})
    void refusesMaxResultsOutsideOneToAHundred(int maxResults) {
        refuses(r -> r.service("web").maxResults(maxResults), "maxResults is " + maxResults, "1 to 100", "take(n)");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 86_400_000})
    void refusesAWindowThatDoesNotEndAfterItBegins(long millisTooEarly) {
        Instant after = Instant.parse("2026-01-02T03:04:05.678Z");
        refuses(
                r -> r.service("web").createdAt(c -> c.after(after).before(after.minusMillis(millisTooEarly))),
                "createdAt.after (2026-01-02T03:04:05.678Z) is not before createdAt.before");
    }

    @Test
    void refusesAWindowThatIsEmptyOnceItsEdgesAreCutToMilliseconds() {
        Instant after = Instant.parse("2026-01-02T03:04:05.678Z");
        refuses(r -> r.service("web").createdAt(c -> c.after(after).before(after.plusNanos(999_999))), "milliseconds");
    }

    @Test
    void acceptsAWindowOfAMillisecondOrWithOneEdge() {
        Instant after = Instant.parse("2026-01-02T03:04:05.678Z");

        sent(r -> r.service("web").createdAt(c -> c.after(after).before(after.plusMillis(1))));
        sent(r -> r.service("web").createdAt(c -> c.after(after)));
        sent(r -> r.service("web").createdAt(c -> c.before(after)));
        sent(r -> r.service("web").createdAt(c -> c.before(Instant.MAX).after(Instant.MIN)));

        assertThat(client.callCount()).isEqualTo(4);
    }

    @Test
    void refusesAStatusThatWouldBeSentAsNull() {
        refuses(r -> r.service("web").status(ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION), "statusWithStrings");
        refuses(r -> r.service("web").statusWithStrings("PENDING", " "), "statusWithStrings");
    }

    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> ServiceDeployments.create(nothing()));
        assertThatNullPointerException()
                .isThrownBy(() -> ServiceDeployments.builder(client).pageRetry(nothing()));
    }

    @Test
    void refusesANegativeReadAhead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceDeployments.builder(client).readAhead(-1))
                .withMessageContaining("readAhead is -1")
                .withMessageContaining("write 0 for none");
    }

    @Test
    void pagesHaveAHundredRowsUnlessTheCallerSaysOtherwise() {
        assertThat(sent(r -> r.service("web")).maxResults()).isEqualTo(100);
        assertThat(sent(r -> r.service("web").maxResults(1)).maxResults()).isEqualTo(1);
        assertThat(sent(r -> r.service("web").maxResults(100)).maxResults()).isEqualTo(100);
    }

    @Test
    void allElseIsSentAsTheCallerWroteIt() {
        Instant after = Instant.parse("2026-01-01T00:00:00Z");
        ListServiceDeploymentsRequest request = ListServiceDeploymentsRequest.builder()
                .service("web")
                .cluster("prod")
                .status(ServiceDeploymentStatus.PENDING, ServiceDeploymentStatus.IN_PROGRESS)
                .createdAt(c -> c.after(after).before(after.plusSeconds(1)))
                .nextToken("0")
                .build();

        deployments.list(request).blockLast();
        ListServiceDeploymentsRequest sent = client.calls().get(0);

        assertThat(sent.toBuilder()
                        .maxResults(nothing())
                        .overrideConfiguration(RequestTest.<AwsRequestOverrideConfiguration>nothing())
                        .build())
                .isEqualTo(request);
    }

    @Test
    void callsAreMarkedBesideWhatTheCallerConfigured() {
        ApiName callers = ApiName.builder().name("shop").version("3").build();

        var configuration = sent(r -> r.service("web")
                        .overrideConfiguration(o ->
                                o.addApiName(callers).putHeader("x-trace", "1").apiCallTimeout(Duration.ofSeconds(9))))
                .overrideConfiguration()
                .orElseThrow();

        assertThat(configuration.apiNames()).extracting(ApiName::name).containsExactly("shop", "deployflux");
        assertThat(configuration.headers()).containsKey("x-trace");
        assertThat(configuration.apiCallTimeout()).contains(Duration.ofSeconds(9));
    }

    @Test
    void theRequestIsReadOnceAndNotAgainPerSubscriber() {
        int[] builds = {0};
        var list = deployments.list(r -> {
            builds[0]++;
            r.service("web");
        });
        list.blockLast();
        list.blockLast();

        assertThat(builds[0]).isEqualTo(1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without a checker can pass null
    private static <T> T nothing() {
        return null;
    }
}
