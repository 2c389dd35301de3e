package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is refused before anything is subscribed to. */
class DeploymentSseOptionsTest extends SseScene {

    @Test
    void optionsThatCanNotWorkSayWhatToWrite() {
        DeploymentSse.Builder builder = DeploymentSse.builder(feed);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.heartbeat(Duration.ZERO))
                .withMessageContaining("such as Duration.ofSeconds(15)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxClients(0))
                .withMessageContaining("1 to 1,000,000");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retry(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stallTimeout(Duration.ofSeconds(10)).build())
                .withMessageContaining("PT15S");
    }
}
