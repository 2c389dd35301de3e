package dev.deployflux.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.soak.Resources;
import dev.deployflux.soak.Tally;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever judges what replicas leave behind sees a leak, and takes nothing else for one. */
class ResourcesJudgeTest {

    private final Tally tally = new Tally();

    private void assertBlamed(String why) {
        assertThat(tally.toString()).contains("VIOLATION: " + why);
    }

    private void assertRight() {
        assertThat(tally.toString()).contains(" 0 violations");
    }

    @Test
    void whatAReplicaLeavesBehindIsBlamed() {
        Resources before = new Resources(10 << 20, Map.of("main", 1), 20, 2);
        ResourcesJudge.judge("a1", before, before, 0, tally);
        assertRight();

        ResourcesJudge.judge("a1", before, new Resources(60 << 20, Map.of("main", 1), 20, 2), 100, tally);
        ResourcesJudge.judge("a2", before, new Resources(10 << 20, Map.of("main", 1, "Thread-#", 1), 20, 2), 0, tally);
        ResourcesJudge.judge("a3", before, new Resources(10 << 20, Map.of("main", 1), 21, 2), 0, tally);
        ResourcesJudge.judge("a4", before, new Resources(10 << 20, Map.of("main", 1), 20, 3), 0, tally);

        assertBlamed("a1 leaves behind heap");
        assertBlamed("a2 leaves behind 1 threads Thread-#");
        assertBlamed("a3 leaves behind 21 descriptors");
        assertBlamed("a4 leaves behind 3 connections");
        assertThat(tally.violations()).isEqualTo(4);
    }

    @Test
    void eventLoopsAndWhatIsKnownAreNoLeak() {
        Resources before = new Resources(10 << 20, Map.of("main", 1), 20, 2);
        Resources now = new Resources(40 << 20, Map.of("main", 1, "lettuce-nioEventLoop-#-#", 2), 20, 2);
        ResourcesJudge.judge("a1", before, now, 10_000, tally);
        assertRight();
        ResourcesJudge.judge(
                "a1", before, new Resources(10 << 20, Map.of("lettuce-nioEventLoop-#-#", 99), 20, 2), 0, tally);
        assertBlamed("a1 leaves behind 99 threads lettuce");
    }

    @Test
    void theTimersOfTheOneClientAreNoLeakAndThoseOfASecondAre() {
        Resources before = new Resources(10 << 20, Map.of("sdk-ScheduledExecutor-#-#", 1), 20, 2);
        ResourcesJudge.judge(
                "a1", before, new Resources(10 << 20, Map.of("sdk-ScheduledExecutor-#-#", 5), 20, 2), 0, tally);
        assertRight();
        ResourcesJudge.judge(
                "a1", before, new Resources(10 << 20, Map.of("sdk-ScheduledExecutor-#-#", 6), 20, 2), 0, tally);
        assertBlamed("a1 leaves behind 6 threads sdk-ScheduledExecutor");
    }

    @Test
    void resourcesGoFromOneProcessToAnother() {
        Resources now = Resources.now();
        assertThat(now.toLine()).doesNotContain(" ", "\t");
        assertThat(Resources.ofLine(now.toLine())).isEqualTo(now);
    }
}
