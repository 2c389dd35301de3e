package dev.deployflux.watch;

import dev.deployflux.watch.EventKind.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one subscriber of a feed is still to get. */
interface Backlog<T> {

    /** It begins with what is known, or goes on in another log. Called under the feed's lock, as is all that tells. */
    void begin(FeedLog log);

    /** Whether it knows of later events than that log: of those that another replica has told it. */
    boolean isAheadOf(FeedLog log);

    /**
     * The feed has these to tell, which it has put into the log, and won't tell of those deployments any more.
     *
     * @param isNews whether the log has changed for those who read it one by one
     * @return whether there may be something to get now
     */
    boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews);

    /**
     * This replica has trouble with its store, or has it no more; which no log tells.
     *
     * @return whether there may be something to get now
     */
    boolean notice(DeploymentEvent news);

    /** The next one, taken out; {@code null} if there is none yet. Called by one thread at a time. */
    @Nullable
    T poll();

    /** Whether the subscriber gets what is left when the feed ends, as far as it asks for it, before the end. */
    boolean outlivesFeed();

    /** Takes out all that only this subscriber holds. */
    List<T> clear();

    /** How many wait. */
    int size();
}
