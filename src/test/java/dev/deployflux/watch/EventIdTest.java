package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"5f3a9c21-118", "0-0", "1764374400000-1", "ffffffffffffffff-999999999999999999"})
    void isReadAsItWasWritten(String text) {
        assertThat(EventId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "118",
                "-118",
                "5f3a9c21-",
                "5F3A9C21-1",
                "5f3a9c21--1",
                "5f3a9c21-1 ",
                "5f3a9c21-1\n",
                "1-1-1"
            })
    void whatCanNotHaveBeenOneIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventId.parse(text))
                .withMessageContaining("such as 5f3a9c21-118");
    }

    @Test
    void aRefusalIsShortAndPrintable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventId.parse("a\u0007b".repeat(1_000)))
                .satisfies(error ->
                        assertThat(error.getMessage()).hasSizeLessThan(200).doesNotContain("\u0007"));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without NullAway may do
    void nullIsRefusedBeforeAnythingIsAsked() {
        assertThatNullPointerException().isThrownBy(() -> new EventId(null, 1));
    }
}
