package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.ToldHealth;
import java.io.IOException;
import java.time.Duration;
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
    void whatIsWellIsLeftOut() {
        assertThat(new String(Wire.json(FeedHealthView.of(ToldHealth.after())), UTF_8))
                .doesNotContain("Failing", "ended");
    }
}
