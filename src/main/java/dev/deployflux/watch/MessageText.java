package dev.deployflux.watch;

import java.time.Duration;
import java.util.Locale;

/** Durations and numbers as messages tell them. */
final class MessageText {

    private MessageText() {}

    /** The duration such as {@code 1h 30m} or {@code 2.5s}. */
    static String of(Duration duration) {
        String iso = duration.toString().substring(2).toLowerCase(Locale.ROOT);
        return iso.replaceAll("([hm])(?=.)", "$1 ");
    }

    /** The number with a comma at each thousand. */
    static String of(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The number with one decimal. */
    static String of(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }
}
