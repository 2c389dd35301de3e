package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;

/** What becomes of news of the detector and of the hints. */
class HasteNewsTest {

    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final DetectorFailing DETECTOR = new DetectorFailing(new IllegalStateException("no"), 1_790, PAUSE);
    private static final HintsFailing HINTS = new HintsFailing(new IllegalStateException("gone"), 1, PAUSE);
    private static final HintsFailing HINTS_AGAIN = new HintsFailing(new IllegalStateException("gone"), 2, PAUSE);

    /** Trouble, newer trouble of the same kind, and its end. */
    record Told(DeploymentEvent failing, DeploymentEvent newest, DeploymentEvent recovered) {}

    private final FeedLog log = new FeedLog(100, Duration.ofHours(1));
    private final FeedBuffer buffer = new FeedBuffer(new FeedTally());

    static List<Told> kinds() {
        return List.of(
                new Told(DETECTOR, DETECTOR, new DetectorRecovered()),
                new Told(HINTS, HINTS_AGAIN, new HintsRecovered(2)));
    }

    private void tell(DeploymentEvent... events) {
        LogWriter.tell(log, List.of(events), true);
        buffer.told(List.of(events), List.of(), true);
    }

    private static List<DeploymentEvent> all(Backlog<DeploymentEvent> backlog) {
        List<DeploymentEvent> told = new ArrayList<>();
        for (DeploymentEvent next = backlog.poll(); next != null; next = backlog.poll()) {
            told.add(next);
        }
        return told;
    }

    /** Somebody who comes now, to whom all is told at once. */
    private List<DeploymentEvent> allAtOnce() {
        FeedBuffer latecomer = new FeedBuffer(new FeedTally());
        latecomer.begin(log);
        return all(latecomer);
    }

    /** Somebody who comes now and reads one by one. */
    private List<DeploymentEvent> oneByOne() {
        FeedReader latecomer = new FeedReader(null);
        latecomer.begin(log);
        List<DeploymentEvent> told = new ArrayList<>();
        for (FeedEntry next = latecomer.poll(); next != null; next = latecomer.poll()) {
            if (!(next.event() instanceof Reset) && !(next.event() instanceof Live)) {
                told.add(next.event());
            }
        }
        return told;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoComesLateHearsOfTroubleThatLastsAndOfNoneThatIsOver(Told kind) {
        tell(kind.failing(), kind.newest());
        assertThat(oneByOne()).isEqualTo(allAtOnce()).containsExactly(kind.newest());

        tell(kind.recovered());
        assertThat(oneByOne()).isEqualTo(allAtOnce()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whoAsksSeldomHearsOfTheNewestTroubleAndOfTheEndOfWhatWasHeard(Told kind) {
        tell(kind.failing(), kind.newest());
        assertThat(all(buffer)).containsExactly(kind.newest());

        tell(kind.recovered(), kind.failing());
        assertThat(all(buffer)).containsExactly(kind.recovered(), kind.failing());

        tell(kind.recovered());
        all(buffer);
        tell(kind.failing(), kind.recovered());
        assertThat(all(buffer)).isEmpty();
    }

    @Test
    void theHealthTellsOfEachUntilItIsOver() {
        FeedHealth well = ToldHealth.after();
        assertThat(well.detectorFailing()).isNull();
        assertThat(well.hintsFailing()).isNull();

        FeedHealth both = ToldHealth.after(DETECTOR, HINTS, HINTS_AGAIN);
        assertThat(both.detectorFailing()).isEqualTo(DETECTOR);
        assertThat(both.hintsFailing()).isEqualTo(HINTS_AGAIN);
        assertThat(both.detailsFailing()).isNull();
        assertThat(both).asString().contains("1790", "gone");

        FeedHealth hints = ToldHealth.after(DETECTOR, HINTS, new DetectorRecovered());
        assertThat(hints.detectorFailing()).isNull();
        assertThat(hints.hintsFailing()).isEqualTo(HINTS);
        assertThat(ToldHealth.after(HINTS, new HintsRecovered(1)).hintsFailing())
                .isNull();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noneOfItRings(Told kind) {
        assertThat(Flux.just(kind.failing(), kind.newest(), kind.recovered())
                        .transformDeferred(DeploymentEvents.alarms())
                        .toIterable())
                .isEmpty();
    }

    @Test
    void theReasonSaysWhatToAllowOnlyIfThatWouldHelp() {
        assertThat(DETECTOR.reason())
                .startsWith("1,790 services can't be described")
                .endsWith("no")
                .doesNotContain("allow");
        assertThat(new DetectorFailing(
                                AccessDeniedException.builder().statusCode(400).build(), 1, PAUSE)
                        .reason())
                .contains("allow ecs:DescribeServices, or build the watcher without a detector");
    }
}
