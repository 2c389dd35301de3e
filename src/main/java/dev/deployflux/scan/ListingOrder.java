package dev.deployflux.scan;

/**
 * The order in which a service seems to list its rows. ECS documents none, so this is a hint: where it misleads, a scan
 * loses time, never a row.
 */
final class ListingOrder {

    private long newestFirst;
    private long oldestFirst;

    /** One row came right after another in a chain of pages. */
    void observe(long milli, long nextMilli) {
        if (nextMilli < milli) {
            newestFirst++;
        } else if (nextMilli > milli) {
            oldestFirst++;
        }
    }

    /** Whether more than four of five neighbours are in this order, so that rows slightly out of place don't hide it. */
    boolean isNewestFirst() {
        return newestFirst > 4 * oldestFirst;
    }

    /** Whether more than four of five neighbours are in the one order or the other. */
    boolean isSorted() {
        return isNewestFirst() || oldestFirst > 4 * newestFirst;
    }
}
