package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is subscribed to. */
class DeploymentSseOptionsTest extends SseScene {

    @ParameterizedTest
    @ValueSource(strings = {"7", "x-1", "0123456789abcdef", "0123456789abcdef-", "0123456789abcdef--1", "<script>-1"})
    void anIdThatIsNoneIsRefusedAtOnce(String garbage) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sse.stream(garbage))
                .withMessageStartingWith("Last-Event-ID is \"" + garbage + "\"")
                .withMessageContaining("leave it out");
    }

    @Test
    void optionsThatCanNotWorkSayWhatToWrite() {
        DeploymentSseBuilder builder = DeploymentSse.builder(feed);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.heartbeat(Duration.ZERO))
                .withMessageContaining("such as Duration.ofSeconds(15)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.ring(0)).withMessageContaining("1 to 1,000,000");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxClients(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retry(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.linger(Duration.ofDays(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stallTimeout(Duration.ofSeconds(10)).build())
                .withMessageContaining("PT15S");
    }
}
