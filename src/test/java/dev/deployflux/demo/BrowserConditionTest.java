package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrowserConditionTest {

    private static final Browser.Programs FOUND = new Browser.Programs(Path.of("chromium"), Path.of("chromedriver"));

    @Test
    void withABrowserTheTestsAreRun() {
        assertThat(BrowserCondition.decide(Optional.of(FOUND), null).isDisabled())
                .isFalse();
        assertThat(BrowserCondition.decide(Optional.of(FOUND), "required").isDisabled())
                .isFalse();
    }

    @Test
    void withoutOneTheyAreLeftOutWithAReason() {
        var result = BrowserCondition.decide(Optional.empty(), null);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).get().asString().contains("LEFT OUT").contains("apt-get install chromium");
    }

    @Test
    void whereTheyAreRequiredTheyFail() {
        assertThatThrownBy(() -> BrowserCondition.decide(Optional.empty(), "required"))
                .hasMessageContaining("apt-get install chromium");
    }
}
