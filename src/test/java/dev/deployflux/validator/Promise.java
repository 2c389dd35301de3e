package dev.deployflux.validator;

/** What a watch promises of its events. */
public enum Promise {

    /** The statuses reported of a deployment are an ordered subsequence of those that it had. */
    ORDERED,

    /**
     * No status twice in a row; one Seen, which comes first; a Changed goes on from what was reported last; nothing comes
     * after Removed.
     */
    NO_REPEAT,

    /**
     * No deployment that never was or wasn't listed yet, none under another service's name, none with members that
     * aren't its own, no status that it never had or didn't have yet, no change to no status.
     */
    NOTHING_INVENTED,

    /** Every deployment created in the window is reported, and so is its end. */
    COMPLETE,

    /** What a pass has listed is told before its bookmark. */
    TOLD_IN_TIME,

    /** A status that was passed through unseen is marked if it can be known, and nothing else is. */
    SKIPPED_MARKED,

    /**
     * Passes are counted without gaps and don't go back in time, and what they say of themselves can be; the snapshot
     * comes before the first bookmark, what is live after it, and everything between a service's joining and its
     * leaving.
     */
    BOOKMARKED,

    /**
     * Removed is said only of a deployment that is gone, or whose service leaves: nothing is inferred from a partial
     * pass. It is never said of one whose end was reported.
     */
    REMOVED_ONLY_IF_GONE,

    /** Failures are counted without gaps, and what works again is said to. */
    FAILURES_REPORTED,

    /** Of a watched service there is a bookmark or a failure within a bounded time. */
    NEVER_SILENT,

    /** A deployment that was rolled back, or was to be, is never reported as successful. */
    ROLLBACK_IS_NO_SUCCESS,

    /** Nothing is merged or missed in a watch; in a feed, not more than there was. */
    MERGED_COUNTED
}
