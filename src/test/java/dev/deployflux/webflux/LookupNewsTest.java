package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams say whose services can't be looked up, where that is known. */
class LookupNewsTest {

    private static String message(int clusters) {
        IllegalStateException error = new IllegalStateException("a secret");
        List<LookupFailing.Cluster> failing = IntStream.range(0, clusters)
                .mapToObj(i -> new LookupFailing.Cluster("c" + i, error, 1))
                .toList();
        LookupFailing event = new LookupFailing(error, 1, Duration.ofSeconds(5), failing);
        return Objects.requireNonNull(SseEvents.view(event).notice()).message();
    }

    @Test
    void namesTheClusters() {
        assertThat(message(2))
                .isEqualTo("The services of c0, c1 can't be looked up (IllegalStateException);"
                        + " those that are known are watched on.");
    }

    @Test
    void namesSomeOfMany() {
        assertThat(message(12)).startsWith("The services of c0, ").contains("c9 and 2 clusters more can't");
    }

    @Test
    void namesNoneWhereNoneIsKnown() {
        assertThat(message(0)).startsWith("The services can't be looked up");
    }
}
