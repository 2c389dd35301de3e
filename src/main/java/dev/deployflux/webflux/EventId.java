package dev.deployflux.webflux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event: how far along which log a client is, as it sends it back in {@code Last-Event-ID}.
 *
 * @param epoch names the log, whose numbers begin at 1 again after a restart; hexadecimal digits
 * @param sequence counts the log's events; 0 before the first
 */
record EventId(String epoch, long sequence) {

    private static final Pattern FORMAT = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})");

    /** What no log reaches, whatever its name. */
    private static final EventId FOREIGN = new EventId("", 0);

    /** Reads a header that browsers send by themselves; what can't have been an id of ours is one that leads nowhere. */
    static @Nullable EventId ofHeader(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return FORMAT.matcher(text).matches() ? parse(text) : FOREIGN;
    }

    /**
     * Reads what a client's own code sent.
     *
     * @throws IllegalArgumentException if this can't have been an id of ours
     */
    static EventId parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("lastEventId is " + Quoted.of(text)
                    + ", which no event here has had: send back the id of the last event, such as 5f3a9c21-118, or leave"
                    + " it out to begin with a snapshot");
        }
        return new EventId(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
        return epoch + "-" + sequence;
    }
}
