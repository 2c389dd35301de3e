package dev.deployflux.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;

/** Hands properties on to builders, and says which of them a builder refuses, in the words of a properties file. */
final class Given {

    private static final Pattern CODE = Pattern.compile("Duration\\.of(Milli|Second|Minute|Hour|Day)s\\((\\d+)\\)");
    private static final Pattern OPTION = Pattern.compile("\\b[a-z]+([A-Z][a-z]+)+\\b");
    private static final Pattern HUMP = Pattern.compile("(?=[A-Z])");
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern ISO = Pattern.compile("\\bPT[-0-9.HMS]+");

    private final String group;

    /** Of the properties whose names begin with this. */
    Given(String group) {
        this.group = group;
    }

    /** Sets an option, unless its property was left out. */
    <T> void set(String property, @Nullable T value, Consumer<T> option) {
        if (value == null) {
            return;
        }
        try {
            option.accept(value);
        } catch (IllegalArgumentException e) {
            throw refused(property, value, words(String.valueOf(e.getMessage())));
        }
    }

    /** What Spring Boot shows with the place where the value comes from. */
    InvalidConfigurationPropertyValueException refused(String property, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(group + "." + property, value, reason);
    }

    /** What a builder says, as it would stand in a properties file: {@code idle-interval} and {@code 10s}. */
    private static String words(String reason) {
        String durations = CODE.matcher(reason).replaceAll(code -> code.group(2) + unit(code.group(1)));
        String simple = ISO.matcher(durations).replaceAll(iso -> simple(Duration.parse(iso.group())));
        return OPTION.matcher(simple).replaceAll(option -> kebab(option.group()));
    }

    private static String kebab(String option) {
        return HUMP.matcher(option).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    private static String simple(Duration duration) {
        boolean tooShort = !duration.isZero() && duration.abs().compareTo(SHORTEST) < 0;
        if (tooShort || duration.abs().compareTo(LONGEST) > 0) {
            return duration.toString(); // Boot's own notation would round it to 0, or can't count it
        }
        ChronoUnit unit = Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
                .filter(each -> !duration.isZero()
                        && duration.toMillis() % each.getDuration().toMillis() == 0)
                .findFirst()
                .orElse(duration.isZero() ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
        return DurationStyle.SIMPLE.print(duration, unit);
    }

    private static String unit(String of) {
        return switch (of) {
            case "Milli" -> "ms";
            case "Second" -> "s";
            case "Minute" -> "m";
            case "Hour" -> "h";
            default -> "d";
        };
    }
}
