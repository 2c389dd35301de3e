package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in the log. One that comes with an id that the ring still reaches goes on there. Any other is
 * reset: it gets the last words as they were at one moment, then what the ring has had since. Where the ring has moved on
 * meanwhile, or the log isn't what it was, it is reset again. Each is polled by one thread at a time.
 */
final class FeedReader implements Backlog<FeedEntry> {

    /** Where the reading is; replaced as a whole, when the log is. */
    private static final class Course {
        private final FeedLog log;

        /** The event that was told last. */
        private EventId last;

        /** Its place in the ring; within the last words, where the ring goes on behind them. */
        private long place;

        /** Up to here the last words are told; {@code null} if they are. */
        private @Nullable EventId snapshotEnd;

        /** Why the reader begins anew, if it does so next. */
        private @Nullable String reset;

        /** Whether it is still to be told that it has all that was known. */
        private boolean liveDue;

        boolean isWithinSnapshot() {
            return reset != null || snapshotEnd != null;
        }

        Course(FeedLog log, EventId last) {
            this.log = log;
            this.last = last;
        }
    }

    private @Nullable EventId last;
    private @Nullable Course course;

    /** What is to be told of the store, in no log: first that the trouble that was told is over, then new trouble. */
    private @Nullable StoreRecovered recovered;

    private @Nullable StoreFailing trouble;
    private boolean isTroubleTold;

    /** {@code last} is the last event that it has got; {@code null} if it knows nothing. */
    FeedReader(@Nullable EventId last) {
        this.last = last;
    }

    @Override
    public synchronized void begin(FeedLog log) {
        EventId from = last;
        Course before = course;
        boolean isFirst = before == null;
        Course begun = new Course(log, from == null ? EventId.NONE : from);
        begun.place = from == null ? -1 : log.find(from);
        begun.liveDue = before == null || before.liveDue; // it may have left within its snapshot
        if (from == null) {
            begun.reset = "This is all that is known now.";
        } else if (begun.place < 0 || (before != null && before.isWithinSnapshot())) {
            begun.reset = isFirst
                    ? "What came after your last event isn't kept here: this is all that is known now."
                    : "The log has lost events, or has begun anew: this is all that is known now.";
        }
        course = begun;
    }

    @Override
    public synchronized boolean isAheadOf(FeedLog log) {
        return last != null && log.tail().isBefore(last);
    }

    @Override
    public boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews) {
        return isNews;
    }

    @Override
    public synchronized boolean notice(DeploymentEvent news) {
        trouble = news instanceof StoreFailing failing ? failing : null;
        recovered = isTroubleTold && news instanceof StoreRecovered over ? over : recovered;
        return true;
    }

    @Override
    public @Nullable FeedEntry poll() {
        List<FeedEntry> next = poll(1);
        return next.isEmpty() ? null : next.get(0);
    }

    /** Likewise, as many as there are, up to a number; a list of the caller's own. */
    synchronized List<FeedEntry> poll(int most) {
        List<FeedEntry> taken = new ArrayList<>(1);
        while (taken.size() < most && take(most, taken)) {
            last = taken.get(taken.size() - 1).id();
        }
        return taken;
    }

    /** Returns whether there was something. */
    private boolean take(int most, List<FeedEntry> taken) {
        DeploymentEvent notice = notice();
        if (notice != null) {
            return taken.add(new FeedEntry(last == null ? EventId.NONE : last, notice));
        }
        int before = taken.size();
        Course now = course;
        if (now != null) {
            take(now, most, taken);
        }
        return taken.size() > before;
    }

    private @Nullable DeploymentEvent notice() {
        DeploymentEvent told = recovered == null ? trouble : recovered;
        if (told != null) {
            isTroubleTold = recovered == null;
            trouble = isTroubleTold ? null : trouble;
            recovered = null;
        }
        return told;
    }

    private static void take(Course now, int most, List<FeedEntry> taken) {
        while (now.reset == null) {
            if (now.snapshotEnd != null) {
                if (now.log.lastWords(now.last, now.snapshotEnd, most, taken)) {
                    now.last = taken.get(taken.size() - 1).id();
                    return;
                }
                now.last = now.snapshotEnd;
                now.snapshotEnd = null;
            }
            int before = taken.size();
            if (now.log.after(now.place, most, taken)) {
                now.place += taken.size() - before;
                now.last = taken.get(taken.size() - 1).id();
                return;
            }
            if (!now.log.hasLeft(now.place)) {
                if (now.liveDue && now.log.isSettled()) {
                    taken.add(live(now));
                }
                return;
            }
            now.reset = (now.log.newest() - now.place) + " events were missed: this is all that is known now.";
        }
        taken.add(reset(now, now.reset));
    }

    private static FeedEntry reset(Course now, String why) {
        now.reset = null;
        FeedLog.End end = now.log.end();
        now.place = end.place();
        now.snapshotEnd = end.id();
        now.last = EventId.NONE;
        now.liveDue = true;
        return new FeedEntry(EventId.NONE, new Reset(why));
    }

    private static FeedEntry live(Course now) {
        now.liveDue = false;
        return new FeedEntry(now.last, new Live(now.log.services()));
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
    public synchronized int size() {
        Course now = course;
        return now == null ? 0 : (int) Math.min(Integer.MAX_VALUE, now.log.newest() - Math.max(0, now.place));
    }
}
