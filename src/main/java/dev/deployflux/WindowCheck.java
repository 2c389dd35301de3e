package dev.deployflux;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a service keeps to {@code createdAt}, as the pages of a scan show: an emulator or a proxy may ignore it. Then
 * each slice would list everything, and the chain of the whole window alone is worth following.
 *
 * <p>A row outside its slice says it all. A slice whose window leaves out a row which the whole window is known to list
 * first is bound to show one, or that the service does keep to its window. While the first page of such a slice is under
 * way, no other slice goes beyond a first page, so that little is asked for in vain.
 */
final class WindowCheck {

    private final Set<Slice> tellingUnderWay = new HashSet<>();
    private final Set<Slice> shown = new HashSet<>();
    private @Nullable Slice whole;

    /** Listed first by the whole window. */
    private @Nullable Instant first;

    private boolean kept;
    private boolean ignored;

    /** The next page of this slice is being asked for; the first slice is the whole window. */
    void asked(Slice slice) {
        if (whole == null) {
            whole = slice;
        } else if (isTelling(slice)) {
            tellingUnderWay.add(slice);
        }
    }

    /** Whether the next page of this slice may be asked for now. */
    boolean mayGoOn(Slice slice) {
        return kept || slice == whole || !shown.contains(slice) || tellingUnderWay.isEmpty();
    }

    /** A page of this slice has arrived; its rows in listed order. */
    void arrived(Slice slice, List<Instant> createdAt, boolean more) {
        tellingUnderWay.remove(slice);
        if (createdAt.stream().anyMatch(row -> isOutside(slice, row))) {
            ignored = true;
        } else if (slice == whole) {
            first = first != null || createdAt.isEmpty() ? first : createdAt.get(0);
        } else if (!createdAt.isEmpty() || !more) {
            kept |= isTelling(slice);
            shown.add(slice);
        }
    }

    /** A page of this slice won't come. */
    void lost(Slice slice) {
        tellingUnderWay.remove(slice);
    }

    /** Whether a row was outside the window that was asked for. */
    boolean isIgnored() {
        return ignored;
    }

    private boolean isTelling(Slice slice) {
        return first != null && isOutside(slice, first);
    }

    /** In milliseconds, as edges are sent; whether an edge itself belongs to its window isn't documented. */
    private static boolean isOutside(Slice slice, Instant row) {
        Instant after = slice.after();
        Instant before = slice.before();
        return (after != null && row.toEpochMilli() < after.toEpochMilli())
                || (before != null && row.toEpochMilli() > before.toEpochMilli());
    }
}
