package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.soak.SseLines;
import dev.deployflux.soak.SsePicture;
import dev.deployflux.soak.Tally;
import dev.deployflux.watch.EventId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever judges streams of replicas sees what is wrong, and blames nobody who is right. */
class StreamJudgesTest {

    private static final String NEWS = "{\"v\":1,\"k\":\"seen\"}";
    private static final String BOOKMARK = "{\"v\":1,\"k\":\"pass\"}";

    /** Two terms: a-1, a-2, a bookmark, a-4, b-1, a bookmark. */
    private static final TrueLog LOG = TrueLog.ofRedis(List.of(List.of(
            entry("10-1", NEWS, "0-0"),
            entry("10-2", NEWS),
            entry("10-3", BOOKMARK),
            entry("10-4", NEWS),
            entry("11-1", NEWS, "10-4"),
            entry("11-2", BOOKMARK))));

    private final Tally tally = new Tally();

    private static List<Object> entry(String id, String value, String... previous) {
        List<Object> fields = new ArrayList<>(List.of("v", value));
        if (previous.length > 0) {
            fields.addAll(List.of("p", previous[0]));
        }
        return List.of(id, fields);
    }

    /** Each step is an id and an event; without one it is a heartbeat. */
    private void judge(String... steps) {
        Track track = new Track("stream");
        Arrays.stream(steps).map(step -> step.split(" ")).forEach(step -> {
            track.add(step[0], step.length > 1 ? step[1] : "");
        });
        new TrackJudge(LOG, tally).judge(track);
    }

    private void assertBlamed(String why) {
        assertThat(tally.toString()).contains("VIOLATION: " + why);
    }

    private void assertRight() {
        assertThat(tally.toString()).contains(" 0 violations");
    }

    @Test
    void allThatStreamsTellIsRight() {
        judge(
                "0-0 reset",
                "a-1 service-joined",
                "a-1 live",
                "a-2 deployment",
                "a-3",
                "a-4 progress",
                "a-4 live",
                "b-1 deployment",
                "b-1 store-failing",
                "b-2");
        assertRight();
        assertThat(tally.counted("stream events that clients got")).isEqualTo(4);
    }

    @Test
    void aBookmarkIsNotMissed() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "a-4 progress");
        assertRight();
    }

    @Test
    void whatIsLeftOutIsLost() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "b-1 deployment");
        assertBlamed("stream, between a-2 and b-1, without a reset, lost 1 rows");
    }

    @Test
    void whatAHeartbeatPassesByIsLost() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "b-2");
        assertThat(tally.lost()).isOne();
    }

    @Test
    void whatAHeartbeatTellsTheIdOfIsLost() {
        judge("0-0 reset", "a-1 live", "a-2", "a-2", "a-4 deployment");
        assertBlamed("stream, a-2 itself, lost 1 rows");
    }

    @Test
    void whatIsPassedByWhenAStreamIsResumedIsLost() {
        judge("0-0 reset", "a-1 live", "b-1 live", "b-2");
        assertThat(tally.lost()).isOne();
    }

    @Test
    void whatComesTwiceIsRepeated() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "a-2 deployment");
        assertThat(tally.repeated()).isOne();
    }

    @Test
    void whatComesTwiceInASnapshotIsRepeated() {
        judge("0-0 reset", "a-2 deployment", "a-2 deployment", "a-3 live");
        assertThat(tally.repeated()).isOne();
    }

    @Test
    void whatComesOutOfOrderIsBlamed() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "a-4 progress", "a-2 deployment");
        assertBlamed("stream was told a-2 behind a-4");
    }

    @Test
    void aSnapshotOutOfOrderIsBlamed() {
        judge("0-0 reset", "a-4 deployment", "a-1 service-joined", "a-4 live");
        assertBlamed("stream was told a-1 behind a-4");
    }

    @Test
    void whoGoesOnBehindALostEventHasLostSomething() {
        judge("0-0 reset", "a-1 live", "a-2 deployment", "a-4 deployment", "a-5 deployment", "b-1 deployment");
        assertBlamed("stream, between a-5 and b-1, without a reset, lost 1 rows");
    }

    @Test
    void whoIsResetBehindALostEventIsRight() {
        judge("0-0 reset", "a-4 live", "a-5 deployment", "0-0 reset", "a-2 deployment", "b-1 deployment", "b-2 live");
        assertRight();
        assertThat(tally.counted("stream resets that clients got")).isEqualTo(2);
    }

    @Test
    void otherBytesUnderOneIdAreBlamed() {
        Contents contents = new Contents(tally);
        EventId id = EventId.parse("a-1");
        contents.told("one", id, "deployment {\"status\":\"PENDING\"}");
        contents.told("two", id, "deployment {\"status\":\"PENDING\"}");
        assertRight();
        contents.told("three", id, "deployment {\"status\": \"PENDING\"}");
        assertBlamed("three got under a-1 deployment {\"status\": \"PENDING\"}, others");
    }

    @Test
    void aSnapshotNeedNotTellTheSameBytes() {
        Track track = new Track("stream");
        assertThat(track.add("0-0", "reset")).isFalse();
        assertThat(track.add("a-2", "deployment")).isFalse();
        assertThat(track.add("a-3", "live")).isFalse();
        assertThat(track.add("a-4", "deployment")).isTrue();
        assertThat(track.add("a-4", "")).isFalse();
        assertThat(track.add("0-0", "reset")).isFalse();
        assertThat(track.add("a-4", "deployment")).isFalse();
    }

    /** The replica stood still from the tenth second to the twentieth. */
    private void hear(int from, int to) {
        Standstills standstills = new Standstills();
        standstills.begin("a1", Duration.ofSeconds(10).toNanos());
        standstills.end("a1", Duration.ofSeconds(20).toNanos());
        Silences silences = new Silences();
        silences.heard(
                "stream",
                "a1",
                Duration.ofSeconds(from).toNanos(),
                Duration.ofSeconds(to).toNanos());
        silences.judge(standstills, tally);
    }

    @Test
    void aReplicaThatIsSilentWhileItIsAwakeIsBlamed() {
        hear(30, 39);
        assertBlamed("stream heard nothing of a1 for 9000 ms while that was awake");
        assertThat(tally.counted("silent gaps")).isOne();
    }

    @Test
    void aReplicaThatStandsStillForAWhileIsBlamedForTheRest() {
        hear(5, 24);
        assertBlamed("stream heard nothing of a1 for 9000 ms while that was awake");
    }

    @Test
    void aReplicaThatStandsStillMayBeSilent() {
        hear(9, 22);
        hear(30, 38);
        assertRight();
    }

    @Test
    void oneThatNeverWakesMayBeSilent() {
        Standstills standstills = new Standstills();
        standstills.begin("a1", 0);
        assertThat(standstills.awake("a1", 5, 105)).isZero();
        assertThat(standstills.awake("b1", 5, 105)).isEqualTo(Duration.ofNanos(100));
    }

    private void show(String... blocks) {
        SsePicture picture = SsePicture.disturbed(tally);
        SseLines lines = new SseLines(picture::told, tally);
        picture.visit();
        for (String block : blocks) {
            String[] words = block.split(" ", 2);
            String data = words.length < 2 ? "" : "{\"serviceDeploymentArn\":\"x\",\"status\":\"" + words[1] + "\"}";
            String text = "id:a-1\nevent:" + words[0] + "\ndata:" + data + "\n\n";
            lines.received(text.substring(0, text.length() / 2));
            lines.received(text.substring(text.length() / 2));
        }
        picture.judge(Map.of("x", List.of("PENDING", "IN_PROGRESS", "SUCCESSFUL")), Set.of("x"));
    }

    @Test
    void aDeploymentToldToItsEndIsRight() {
        show("reset", "deployment PENDING", "live", "reset", "deployment IN_PROGRESS", "live", "deployment SUCCESSFUL");
        assertRight();
    }

    @Test
    void anEndThatIsNeverToldIsLost() {
        show("reset", "deployment SUCCESSFUL", "live", "reset", "deployment IN_PROGRESS", "live");
        assertThat(tally.lost()).isOne();
    }

    @Test
    void aStatusThatComesAgainIsRepeated() {
        show("reset", "live", "deployment PENDING", "deployment PENDING", "deployment SUCCESSFUL");
        assertThat(tally.repeated()).isOne();
    }

    @Test
    void aStatusThatWasBeforeIsBlamed() {
        show("reset", "live", "deployment IN_PROGRESS", "deployment PENDING", "deployment SUCCESSFUL");
        assertBlamed("SSE told [IN_PROGRESS, PENDING, SUCCESSFUL] of x");
    }

    @Test
    void whatAClockSaidIsKnownForWhatItWas() {
        ClockSteps clocks = new ClockSteps();
        SteppedClock clock = new SteppedClock();
        for (Duration ahead : List.of(Duration.ZERO, ClockSteps.FURTHEST, ClockSteps.FURTHEST.negated())) {
            clock.set(clocks.next(ahead), ahead);
            Instant earliest = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            Instant said = clock.instant();

            assertThat(clocks.truth(said)).isBetween(earliest, Instant.now());
            assertThat(Duration.between(Instant.now(), said).minus(ahead).abs()).isLessThan(Duration.ofMinutes(1));
        }
    }
}
