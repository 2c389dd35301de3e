package dev.deployflux;

/**
 * How many calls a scan may spend on being fast, beyond those that one chain of pages would have made. Every call of a
 * chain that is abandoned is spent, and so is one call for each slice more, whose last page may be partial or empty: once it
 * has arrived, the share of it that was full is given back.
 *
 * <p>Two limits hold, each checked before anything is spent:
 *
 * <ul>
 *   <li>12 calls, one for each slice that may be under way, and one for every 20 pages found;
 *   <li>half the pages found and still expected with reason, so that a history of two pages costs one call more at most.
 *       Of three it may be several, if the first ones promise more than comes.
 * </ul>
 */
final class WasteBudget {

    private static final int BASE = 12;

    private final int slices;
    private long calls;
    private double spent;

    WasteBudget(int slices) {
        this.slices = slices;
    }

    /** A page arrived. */
    void called() {
        calls++;
    }

    /** Pages that one chain would have had to fetch too: never more than it will have fetched in the end. */
    double found() {
        return Math.max(0, calls - spent);
    }

    /** How many calls may be spent now. */
    int left(double expected) {
        double limit = Math.min(BASE + slices + Math.floor(found() / 20), (found() + expected) / 2);
        return (int) Math.max(0, Math.floor(limit - spent));
    }

    /** A slice has ended with a page of which this share, 0 to 1, was full. */
    void giveBack(double share) {
        spent -= share;
    }

    void spend(int cost) {
        spent += cost;
    }
}
