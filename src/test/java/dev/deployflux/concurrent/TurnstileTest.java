package dev.deployflux.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnstileTest {

    private final Turnstile turnstile = new Turnstile();

    @Test
    void theFirstEntersAndOthersAreTurnedAway() {
        assertThat(turnstile.enter()).isTrue();
        assertThat(turnstile.enter()).isFalse();
        assertThat(turnstile.enter()).isFalse();
    }

    @Test
    void whoIsInsideGoesRoundOnceForAllWhoCame() {
        turnstile.enter();
        turnstile.enter();
        turnstile.enter();

        assertThat(turnstile.again()).isTrue();
        assertThat(turnstile.again()).isFalse();
        assertThat(turnstile.enter()).isTrue();
    }

    /** Interpreted, since compiled code makes the dangerous steps too short to be met. */
    @Test
    void oneThreadIsInside(@TempDir Path workingDirectory) throws IOException, InterruptedException {
        ChildJvm.run(workingDirectory, List.of("-Xint"), TurnstileRace.class.getName(), List.of());
    }
}
