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

    /** Failures are counted without gaps, those of descriptions and of the detector told once, and what works again is said to. */
    FAILURES_REPORTED,

    /** Of a watched service there is a bookmark or a failure within a bounded time. */
    NEVER_SILENT,

    /** A deployment that was rolled back, or was to be, is never reported as successful. */
    ROLLBACK_IS_NO_SUCCESS,

    /** Nothing is merged or missed in a watch; in a feed, not more than there was. */
    MERGED_COUNTED,

    /**
     * The stages reported of a deployment are an ordered subsequence of those that it came to. Nothing of what it is at comes
     * before it was seen, twice in a row, or after its end.
     */
    PROGRESS_ORDERED,

    /**
     * What is told of a deployment's stage, tasks, traffic, circuit breaker and alarms was so, of this deployment and at one
     * time; a watch without details tells none of it.
     */
    PROGRESS_TRUE,

    /** A stage that was skipped between two told ones is marked, and none that was told. */
    STAGES_MARKED,

    /** A stage that held long enough is told, and in time. */
    STAGES_TOLD,

    /** A pause is told once, and so is its end, before the next pause and before the deployment's own end. */
    PAUSES_PAIRED,

    /** No pause that wasn't, wasn't yet, or had another stage or expiry; no end of one that still goes on. */
    PAUSES_TRUE,

    /** A pause that lasted long enough is told in time, and so is its end. */
    PAUSES_TOLD
}
