package dev.deployflux.webflux;

import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * The query of a request: reads parameters, or says what to write instead. Lists may be written with commas or by giving
 * the parameter several times.
 */
final class Query {

    /** The longest query that browsers and proxies are sure to let through. */
    private static final int LONGEST = 8_192;

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private static final Set<String> STATUSES = ServiceDeploymentStatus.knownValues().stream()
            .map(ServiceDeploymentStatus::toString)
            .collect(Collectors.toCollection(TreeSet::new));

    private final MultiValueMap<String, String> parameters;

    private Query(MultiValueMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /**
     * The query of this request. Parameters that look like none of ours are left to others: tokens, cache busters.
     *
     * @param known the names that mean something there
     * @throws IllegalArgumentException if it has one of them misspelt
     */
    static Query of(ServerRequest request, List<String> known) {
        URI uri = request.uri();
        int length = uri.getRawQuery() == null ? 0 : uri.getRawQuery().length();
        if (length > LONGEST) {
            throw Problem.exception(
                    HttpStatus.URI_TOO_LONG,
                    "The query has " + length + " characters: write " + LONGEST
                            + " at most, perhaps by leaving a filter out, which then lets all pass.");
        }
        for (String name : request.queryParams().keySet()) {
            String meant = known.contains(name) ? null : Misspelling.meant(name, known);
            if (meant != null) {
                throw new IllegalArgumentException("The query has a parameter " + quoted(name) + ": write " + meant
                        + ". There are " + String.join(", ", known) + ".");
            }
        }
        return new Query(request.queryParams());
    }

    /** The one value of a parameter; {@code null} if it is missing or blank. */
    @Nullable
    String text(String name) {
        int times = parameters.getOrDefault(name, List.of()).size();
        if (times > 1) {
            throw new IllegalArgumentException(name + " is given " + times + " times: give it once.");
        }
        String value = parameters.getFirst(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** All values of a parameter; empty if it is missing. */
    Set<String> texts(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Arrays.stream(StringUtils.tokenizeToStringArray(value, ",")))
                .collect(Collectors.toSet());
    }

    /** Statuses of deployments. */
    Set<String> statuses(String name) {
        Set<String> statuses = texts(name);
        for (String status : statuses) {
            if (!STATUSES.contains(status)) {
                throw new IllegalArgumentException(name + " is " + quoted(status)
                        + ", which no deployment can have: write one or more of " + String.join(", ", STATUSES)
                        + ", with commas between.");
            }
        }
        return statuses;
    }

    /** A moment. */
    @Nullable
    Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text.replace(' ', '+')); // as which an unescaped + arrives
            if (moment.getYear() >= FIRST_YEAR && moment.getYear() <= LAST_YEAR) {
                return moment.toInstant();
            }
        } catch (DateTimeParseException e) { // refused below, as is what ECS can't have seen
        }
        throw new IllegalArgumentException(name + " is " + quoted(text)
                + ", which is no moment of the years 1970 to 9999: write ISO-8601 with an offset, such as"
                + " 2026-11-24T08:00:00Z.");
    }

    /** How many rows are wanted at most; if the parameter is missing, all. */
    long count(String name) {
        String text = text(name);
        if (text == null) {
            return Long.MAX_VALUE;
        }
        try {
            long count = Long.parseLong(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) { // refused below, as is what is too small
        }
        throw new IllegalArgumentException(
                name + " is " + quoted(text) + ": write how many rows you want at most, 1 or more.");
    }

    /** A client's words, as an answer may repeat them: cut where they get long, without control characters. */
    static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", "?").replaceAll("(?s)(.{60}).+", "$1...") + '"';
    }
}
