package dev.deployflux.watch;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an event in the log of a {@link DeploymentFeed}. Whoever keeps the id of the last event that it has dealt
 * with goes on behind it with {@link DeploymentFeed#eventsAfter(EventId)}. Written as {@code 5f3a9c21-118}.
 *
 * @param epoch names the log, whose numbers begin anew when it does: 1 to 16 hexadecimal digits
 * @param number counts the log's events, from 1 on; 0 is the place before the first
 */
public record EventId(String epoch, long number) {

    /** The place before the first event of all. */
    public static final EventId NONE = new EventId("0", 0);

    private static final Pattern FORMAT = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})");
    private static final int LONGEST_QUOTED = 60;

    /**
     * Checks nothing but null: a place that no log has is one that can't be resumed at.
     *
     * @param epoch names the log
     * @param number counts its events
     */
    public EventId {
        Objects.requireNonNull(epoch, "epoch");
    }

    /**
     * Reads what {@link #toString()} has written.
     *
     * @param text such as {@code 5f3a9c21-118}
     * @return the id
     * @throws IllegalArgumentException if this can't have been an id
     */
    public static EventId parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    quoted(text) + " is no event's id: give back the id of the last event as it"
                            + " came, such as 5f3a9c21-118, or leave it out to begin with a snapshot");
        }
        return new EventId(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** The text as an error may repeat it: cut where it gets long, without control characters. */
    private static String quoted(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return '"'
                + (printable.length() <= LONGEST_QUOTED ? printable : printable.substring(0, LONGEST_QUOTED) + "...")
                + '"';
    }

    /** The id as text, which {@link #parse(String)} reads. */
    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}
