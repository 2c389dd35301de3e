package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeededProgramTest {

    private static final NeededProgram LATHE = new NeededProgram("DEPLOYFLUX_LATHE", "LEFT OUT: apt-get install lathe");

    @Test
    void withTheProgramTheTestsAreRun() {
        assertThat(LATHE.decide(Optional.of("lathe"), null).isDisabled()).isFalse();
        assertThat(LATHE.decide(Optional.of("lathe"), "required").isDisabled()).isFalse();
    }

    @Test
    void withoutItTheyAreLeftOutWithAReason() {
        var result = LATHE.decide(Optional.empty(), null);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).contains("LEFT OUT: apt-get install lathe");
    }

    @Test
    void whereTheyAreRequiredTheyFail() {
        assertThatThrownBy(() -> LATHE.decide(Optional.empty(), "required"))
                .hasMessageContaining("DEPLOYFLUX_LATHE")
                .hasMessageContaining("apt-get install lathe");
    }

    @Test
    void itIsLookedForOnThePath() {
        assertThat(NeededProgram.find("DEPLOYFLUX_NO_SUCH_VARIABLE", "no-such-program", "sh"))
                .get()
                .asString()
                .endsWith("sh");
        assertThat(NeededProgram.find("DEPLOYFLUX_NO_SUCH_VARIABLE", "no-such-program"))
                .isEmpty();
    }
}
