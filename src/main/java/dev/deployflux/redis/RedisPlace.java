package dev.deployflux.redis;

import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedStore.LogEntry;
import dev.deployflux.watch.FeedValue;
import io.lettuce.core.StreamMessage;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/**
 * Ids of events as ids of a Redis stream, {@code <term>-<number>} in decimal, and what is kept under them: {@code v}, the event,
 * and with the first of a term {@code p}, the id before it.
 */
final class RedisPlace {

    static final String BEFORE_ALL = "0-0";
    private static final int DECIMAL = 10;
    private static final int HEXADECIMAL = 16;

    /** The order that Redis gives ids. */
    static final Comparator<String> ORDER = Comparator.<String, Long>comparing(RedisPlace::term, Long::compareUnsigned)
            .thenComparing(RedisPlace::number, Long::compareUnsigned);

    private RedisPlace() {}

    static String of(EventId id) {
        return Long.toUnsignedString(Long.parseUnsignedLong(id.epoch(), HEXADECIMAL)) + "-" + id.number();
    }

    static EventId read(String text) {
        return new EventId(Long.toHexString(term(text)), number(text));
    }

    private static long term(String id) {
        return Long.parseUnsignedLong(id, 0, id.indexOf('-'), DECIMAL);
    }

    private static long number(String id) {
        return Long.parseUnsignedLong(id, id.indexOf('-') + 1, id.length(), DECIMAL);
    }

    static LogEntry entry(StreamMessage<String, String> message) {
        EventId id = read(message.getId());
        Map<String, String> body = message.getBody();
        String previous = body.get("p");
        return new LogEntry(
                id,
                previous == null ? new EventId(id.epoch(), id.number() - 1) : read(previous),
                FeedValue.ofJson(Objects.requireNonNull(body.get("v"), "v")));
    }
}
