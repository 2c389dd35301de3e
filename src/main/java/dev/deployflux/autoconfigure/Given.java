package dev.deployflux.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /**
     * Refuses a pair of which the second is less than the first. Blames the one that was given: Spring Boot explains none
     * that it finds nowhere.
     */
    void inOrder(String less, Duration least, String more, Duration most, String defaultOfMore) {
        if (most.compareTo(least) >= 0) {
            return;
        }
        throw most.equals(DurationStyle.detectAndParse(defaultOfMore))
                ? refused(
                        less,
                        least,
                        less + " is " + simple(least) + ", more than " + more + ", " + simple(most) + ": set a longer "
                                + more + " too, or a shorter " + less)
                : refused(
                        more,
                        most,
                        more + " is " + simple(most) + ", less than " + less + ", " + simple(least)
                                + ": write as much at least, or set a shorter " + less);
    }

    /** Reads each element of a list, and says which one can't be read. */
    <T> List<T> each(String property, List<String> texts, Function<String, T> read, String otherwise) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                values.add(read.apply(text));
            } catch (IllegalArgumentException e) {
                String which = "number " + (values.size() + 1) + " of its " + texts.size() + " elements ";
                throw refused(
                        property,
                        String.join(",", texts),
                        text.isBlank()
                                ? which + "is blank: remove the comma that is too many, or write what is missing"
                                : which + "is \"" + text + "\", which " + otherwise);
            }
        }
        return values;
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
