package dev.deployflux.javascript;

import dev.deployflux.simulator.ErrorCoding;
import dev.deployflux.simulator.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A fault on the second of three pages, by the factory that makes it, and what becomes of the list.
 *
 * @param pages how many rows each page of the loop has, those that are null among them
 * @param rows how many rows that makes without the nulls
 * @param error the code of the error behind them, if there is one
 * @param javaScript the beginning of what JavaScript says of it
 */
record Spoilt(
        String factory,
        Supplier<Fault> fault,
        List<Integer> pages,
        int rows,
        @Nullable String error,
        String javaScript,
        int attempts,
        Duration timeout) {

    static final int ROWS = 250;
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The code of a service's error, or this one: no answer came, or none that can be read. */
    static final String NO_ANSWER = "no answer";

    private static final Duration IMPATIENCE = Duration.ofSeconds(2);
    private static final String TIMEOUT = "TimeoutError: @smithy/node-http-handler";

    /** All faults of the simulator, some of them in several ways. */
    static Stream<Spoilt> all() {
        Stream<Spoilt> codings = Arrays.stream(ErrorCoding.values())
                .map(coding -> failing(
                        "errorCoding",
                        () -> Fault.expiredToken().and(Fault.errorCoding(coding)),
                        "InvalidParameterException"));
        Duration hour = Duration.ofHours(1);
        return Stream.concat(
                codings,
                Stream.of(
                        harmless("latency", () -> Fault.latency(Duration.ofMillis(20))),
                        broken("latency", () -> Fault.latency(hour), TIMEOUT).within(IMPATIENCE),
                        broken("hang", Fault::hang, TIMEOUT).within(IMPATIENCE),
                        harmless("hold", Fault::hold),
                        harmless("holdWithinBody", Fault::holdWithinBody),
                        failing("error", () -> Fault.error("TeapotException", "short", 418), "TeapotException"),
                        failing("serverError", Fault::serverError, "ServerException"),
                        failing("throttled", Fault::throttled, "ThrottlingException"),
                        failing("accessDenied", Fault::accessDenied, "AccessDeniedException"),
                        failing("expiredToken", Fault::expiredToken, "InvalidParameterException"),
                        broken("resetBeforeResponse", Fault::resetBeforeResponse, "TimeoutError: read ECONNRESET"),
                        broken("resetWithinBody", Fault::resetWithinBody, "Error: aborted"),
                        // The connection may be lent to the next call before its reset is seen.
                        harmless("resetAfterBody", Fault::resetAfterBody).tried(3),
                        broken("truncatedBody", Fault::truncatedBody, "Error: aborted"),
                        broken("malformedJson", Fault::malformedJson, "SyntaxError: "),
                        harmless("slowBody", () -> Fault.slowBody(4_000, Duration.ofMillis(1))),
                        broken("slowBody", () -> Fault.slowBody(4_000, hour), TIMEOUT)
                                .within(IMPATIENCE),
                        // As of then, the first twenty rows of the page weren't there.
                        pages("stale", () -> Fault.stale(Duration.ofMinutes(1_205)), 100, 100, 30),
                        pages("shortPage", () -> Fault.shortPage(3), 100, 3, 100, 47),
                        pages("emptyPageWithToken", Fault::emptyPageWithToken, 100, 0, 100, 50),
                        harmless("unknownStatus", () -> Fault.unknownStatus("FROZEN")),
                        harmless("unknownStage", () -> Fault.unknownStage("FROZEN")),
                        harmless("unknownStages", () -> Fault.unknownStages("FROZEN_")),
                        harmless("failures", () -> Fault.failures("MISSING", "any")),
                        pages("blankToken", Fault::blankToken, 100, 100),
                        harmless("reorderedRows", () -> Fault.reorderedRows(7)),
                        pages("nullRows", Fault::nullRows, 100, 200, 50).withRows(ROWS),
                        pages("nullList", Fault::nullList, 100, 0, 50),
                        pages("absentList", Fault::absentList, 100, 0, 50),
                        pages("repeatedToken", Fault::repeatedToken, 100, 100)
                                .with(NO_ANSWER, "Error: nextToken repeats"),
                        harmless("altered", Spoilt::ofNextYear)));
    }

    private static Fault ofNextYear() {
        return Fault.altered("members of next year", (request, answer) -> {
            answer.put("surprise", 7);
            answer.get("serviceDeployments").forEach(row -> {
                ((ObjectNode) row).putObject("more");
                ((ObjectNode) row).put("statusReason", "of next year");
            });
        });
    }

    static Spoilt pages(String factory, Supplier<Fault> fault, Integer... pages) {
        int rows = Stream.of(pages).mapToInt(Integer::intValue).sum();
        return new Spoilt(factory, fault, List.of(pages), rows, null, "", 1, PATIENCE);
    }

    static Spoilt harmless(String factory, Supplier<Fault> fault) {
        return pages(factory, fault, 100, 100, 50);
    }

    static Spoilt failing(String factory, Supplier<Fault> fault, String code) {
        return pages(factory, fault, 100).with(code, code + ": ");
    }

    /** No answer, or none that can be read. */
    static Spoilt broken(String factory, Supplier<Fault> fault, String javaScript) {
        return pages(factory, fault, 100).with(NO_ANSWER, javaScript);
    }

    Spoilt with(String code, String beginning) {
        return new Spoilt(factory, fault, pages, rows, code, beginning, attempts, timeout);
    }

    Spoilt withRows(int number) {
        return new Spoilt(factory, fault, pages, number, error, javaScript, attempts, timeout);
    }

    Spoilt tried(int times) {
        return new Spoilt(factory, fault, pages, rows, error, javaScript, times, timeout);
    }

    Spoilt within(Duration impatience) {
        return new Spoilt(factory, fault, pages, rows, error, javaScript, attempts, impatience);
    }

    @Override
    public String toString() {
        return fault.get().toString();
    }
}
