package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What time it is for the windows of a watch, whatever is done to this machine's clock. */
class SteadyTimeTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final long BEGIN = -42;

    private final SteadyTime time = new SteadyTime(NOON, BEGIN);

    private static Instant minute(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private static long nanos(int minutes) {
        return BEGIN + Duration.ofMinutes(minutes).toNanos();
    }

    private static List<ServiceDeploymentBrief> created(int... minutes) {
        return IntStream.of(minutes)
                .mapToObj(at ->
                        ServiceDeploymentBrief.builder().createdAt(minute(at)).build())
                .toList();
    }

    @Test
    void itPassesAsOnTheScheduler() {
        assertThat(time.at(BEGIN)).isEqualTo(NOON);
        assertThat(time.at(nanos(90))).isEqualTo(minute(90));
    }

    @Test
    void aClockThatIsSetAheadMovesNoWindow() {
        assertThat(time.windowEnd(nanos(10), minute(2_000))).isEqualTo(minute(10));
    }

    @Test
    void aClockThatIsSetBackMakesWindowsLongerWhileItIs() {
        assertThat(time.windowEnd(nanos(10), minute(-50))).isEqualTo(minute(-50));
        assertThat(time.windowEnd(nanos(20), minute(20))).isEqualTo(minute(20));
    }

    /** While a machine is suspended its scheduler's time stands still. */
    @Test
    void aCreationInTheClocksPastMovesItOnBehindASuspension() {
        time.listed(created(500), nanos(1), minute(501));

        assertThat(time.at(nanos(1))).isEqualTo(minute(500));
        assertThat(time.at(nanos(3))).isEqualTo(minute(502));
    }

    @Test
    void aCreationInTheFutureIsNotBelievedNorIsOneInThePast() {
        time.listed(created(500, -5), nanos(1), minute(1));

        assertThat(time.at(nanos(2))).isEqualTo(minute(2));
    }

    @Test
    void theLatestCreationCounts() {
        time.listed(created(300, 500, 400), nanos(1), minute(501));

        assertThat(time.at(nanos(1))).isEqualTo(minute(500));
    }
}
