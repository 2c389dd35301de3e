package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.ToldHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.model.EcsException;

/** What pages are told of a feed's health. */
class FeedHealthViewTest {

    /** Messages may name roles and accounts. */
    @Test
    void whyChangesAreFoundMoreSlowlyIsToldByTheKindOfError() {
        Throwable refused = EcsException.builder()
                .message("role/secret is not authorized")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .build())
                .build();
        FeedHealthView view = FeedHealthView.of(ToldHealth.after(
                new DetectorFailing(refused, 3, Duration.ofMinutes(5)),
                new HintsFailing(new IOException("queue/secret"), 1, Duration.ofSeconds(5))));

        assertThat(new String(Wire.json(view), UTF_8))
                .contains("\"detectorFailing\":\"AccessDeniedException\",\"hintsFailing\":\"IOException\"")
                .doesNotContain("secret");
    }

    @Test
    void whatWasReadInTimeIsTold() {
        ServiceRef web = new ServiceRef("prod", "web");
        ServiceRef api = new ServiceRef("prod", "api");
        FeedHealthView view = FeedHealthView.of(ToldHealth.after(
                new ServiceJoined(web),
                new ServiceJoined(api),
                new PassCompleted(web, 1, Instant.parse("2026-11-24T08:00:00Z"), Duration.ZERO, 0, 0)));

        assertThat(view.asOf()).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(new String(Wire.json(view), UTF_8))
                .startsWith("{\"asOf\":\"2026-11-24T08:00:00Z\",\"window\":\"PT24H\",\"polling\":true");
        assertThat(view.services())
                .extracting(FeedHealthView.Service::service, FeedHealthView.Service::inTime)
                .containsExactly(tuple("web", true), tuple("api", false));
    }

    @Test
    void whatIsWellIsLeftOut() {
        assertThat(new String(Wire.json(FeedHealthView.of(ToldHealth.after())), UTF_8))
                .doesNotContain("Failing", "ended");
    }
}
