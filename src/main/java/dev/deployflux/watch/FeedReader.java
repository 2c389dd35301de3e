package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.EventKind.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in the log. One that comes with an id that the ring still reaches goes on there. Any other is
 * reset: it gets the last words as they were at one moment, then what the ring has had since. Where the ring has moved on
 * meanwhile, it is reset again. Each is polled by one thread at a time.
 */
final class FeedReader implements Backlog<FeedEntry> {

    private final @Nullable EventId last;
    private volatile @Nullable FeedLog log;
    private volatile long position;

    /** Up to here the last words are told; from here on the ring. */
    private long snapshotEnd;

    /** Why the reader begins anew, if it does so next. */
    private @Nullable String reset;

    /** Whether it is still to be told that it has all that was known. */
    private boolean liveDue;

    /** {@code last} is the last event that it has got; {@code null} if it knows nothing. */
    FeedReader(@Nullable EventId last) {
        this.last = last;
    }

    @Override
    public void begin(FeedLog begun) {
        if (last == null) {
            reset = "This is all that is known now.";
        } else if (begun.reaches(last)) {
            position = last.number();
            liveDue = true; // it may have left within its snapshot
        } else {
            reset = "What came after your last event isn't kept here: this is all that is known now.";
        }
        log = begun;
    }

    @Override
    public boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews) {
        return isNews;
    }

    @Override
    public @Nullable FeedEntry poll() {
        FeedLog read = log;
        return read == null ? null : next(read);
    }

    private @Nullable FeedEntry next(FeedLog read) {
        while (true) {
            if (reset != null) {
                return reset(read, reset);
            }
            boolean inSnapshot = position < snapshotEnd;
            FeedEntry entry = inSnapshot ? read.lastWord(position, snapshotEnd) : read.after(position);
            if (entry == null && inSnapshot) {
                position = snapshotEnd;
            } else if (entry == null) {
                return liveDue && read.isSettled() ? live(read) : null;
            } else if (!inSnapshot && entry.id().number() != position + 1) {
                reset = (read.newest() - position) + " events were missed: this is all that is known now.";
            } else {
                position = entry.id().number();
                return entry;
            }
        }
    }

    private FeedEntry reset(FeedLog read, String why) {
        reset = null;
        position = 0;
        snapshotEnd = read.newest();
        liveDue = true;
        return new FeedEntry(read.id(0), new Reset(why));
    }

    private FeedEntry live(FeedLog read) {
        liveDue = false;
        return new FeedEntry(read.id(position), new Live(read.services()));
    }

    @Override
    public boolean outlivesFeed() {
        return true;
    }

    /** The log is everybody's. */
    @Override
    public List<FeedEntry> clear() {
        return List.of();
    }

    @Override
    public int size() {
        FeedLog read = log;
        return read == null ? 0 : (int) Math.min(Integer.MAX_VALUE, read.newest() - position);
    }
}
