package dev.deployflux.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A page sees what it should have been told, and what it shouldn't. */
class SsePictureTest {

    private final Tally tally = new Tally();

    /** In truth they were PENDING, and then ended so. */
    private void show(Consumer<SsePicture> events, Map<String, String> ends) {
        SsePicture picture = new SsePicture(tally);
        picture.told("1", "reset", "");
        events.accept(picture);
        picture.judge(
                ends.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, end -> List.of("PENDING", end.getValue()))),
                ends.keySet());
    }

    private static void tell(SsePicture picture, String arn, String status) {
        picture.told("2", "deployment", "{\"serviceDeploymentArn\":\"%s\",\"status\":\"%s\"}".formatted(arn, status));
    }

    @Test
    void aPictureThatEndsAsTheTruthIsRight() {
        show(
                picture -> {
                    tell(picture, "a", "PENDING");
                    tell(picture, "a", "SUCCESSFUL");
                },
                Map.of("a", "SUCCESSFUL"));

        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void aDeploymentThatNeverCameOrNeverEndedIsLost() {
        show(picture -> tell(picture, "a", "PENDING"), Map.of("a", "ROLLBACK_SUCCESSFUL", "b", "STOPPED"));

        assertThat(tally.lost()).isEqualTo(2);
    }

    @Test
    void aPageThatComesAgainGoesOnWhereItWas() {
        show(
                picture -> {
                    tell(picture, "a", "STOPPED");
                    assertThat(picture.visit()).isEqualTo("2");
                    picture.told("3", "reset", "");
                    tell(picture, "a", "STOPPED");
                },
                Map.of("a", "STOPPED"));

        assertThat(tally.toString()).contains("VIOLATION: SSE began anew");
    }

    @Test
    void anEventThatComesTwiceIsRepeated() {
        show(
                picture -> {
                    tell(picture, "a", "STOPPED");
                    tell(picture, "a", "STOPPED");
                },
                Map.of("a", "STOPPED"));

        assertThat(tally.repeated()).isEqualTo(1);
    }

    @Test
    void statusesThatAreOutOfOrderOrInventedAreNoTruth() {
        show(
                picture -> {
                    tell(picture, "a", "STOPPED");
                    tell(picture, "a", "PENDING");
                    tell(picture, "b", "IN_PROGRESS");
                    tell(picture, "b", "STOPPED");
                },
                Map.of("a", "STOPPED", "b", "STOPPED"));

        assertThat(tally.violations()).isEqualTo(2);
        assertThat(tally.toString()).contains("VIOLATION: SSE told [STOPPED, PENDING] of a");
    }

    @Test
    void anEventWithoutAnIdIsSeen() {
        show(picture -> picture.told("", "deployment", "{\"serviceDeploymentArn\":\"a\"}"), Map.of());

        assertThat(tally.toString()).contains("VIOLATION: SSE event deployment has no id");
    }

    @Test
    void aSnapshotThatIsNeverOverIsSeen() {
        show(picture -> picture.left(Duration.ofSeconds(1)), Map.of());
        assertThat(tally.isClean()).isTrue();
        show(picture -> picture.left(Duration.ofMinutes(1)), Map.of());
        show(
                picture -> {
                    picture.told("2", "live", "");
                    picture.left(Duration.ofMinutes(1));
                },
                Map.of());

        assertThat(tally.violations()).isEqualTo(1);
    }
}
