package dev.deployflux.watch;

import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an event in the log of a {@link DeploymentFeed}. Whoever keeps the id of the last event that it has dealt
 * with goes on behind it with {@link DeploymentFeed#eventsAfter(EventId)}. Written as {@code 5f3a9c21-118}.
 *
 * @param epoch names who wrote it, from the time when that one began to poll on: 1 to 16 hexadecimal digits
 * @param number counts the events of that time, from 1 on; 0 is the place before the first
 */
public record EventId(String epoch, long number) {

    /** The place before the first event of all. */
    public static final EventId NONE = new EventId("0", 0);

    /** The order in a log: an epoch is a hexadecimal number that is larger than those before it. */
    static final Comparator<EventId> ORDER = Comparator.<EventId>comparingInt(id -> id.epoch.length())
            .thenComparing(EventId::epoch)
            .thenComparingLong(EventId::number);

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
            throw new IllegalArgumentException('"' + printable(text, LONGEST_QUOTED)
                    + "\" is no event's id: give back the id of the last event as it"
                    + " came, such as 5f3a9c21-118, or leave it out to begin with a snapshot");
        }
        return new EventId(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** The place behind this one, in the log of that term. */
    EventId next(String term) {
        return new EventId(term, epoch.equals(term) ? number + 1 : 1);
    }

    boolean isBefore(EventId other) {
        return ORDER.compare(this, other) < 0;
    }

    /** The text as an error may repeat it: cut where it gets longer than that, without control characters. */
    static String printable(String text, int longest) {
        String start = text.length() <= longest ? text : text.substring(0, longest) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    /** The id as text, which {@link #parse(String)} reads. */
    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}
