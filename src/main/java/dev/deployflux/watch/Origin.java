package dev.deployflux.watch;

/** Where the news of a deployment comes from. */
public enum Origin {

    /**
     * It was there when somebody began to look: when its service joined the watch, or when a subscriber joined a feed.
     */
    SNAPSHOT,

    /** It was created since, or has been listed since. */
    LIVE
}
