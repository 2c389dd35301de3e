package dev.deployflux.replicas;

import dev.deployflux.replicas.Track.Kind;
import dev.deployflux.replicas.Track.Step;
import dev.deployflux.soak.Tally;
import dev.deployflux.watch.EventId;
import org.jspecify.annotations.Nullable;

/** Judges the ids that clients of streams got by the log: nothing between two of them without a reset, nothing twice. */
final class TrackJudge {

    private final TrueLog log;
    private final Tally tally;

    TrackJudge(TrueLog log, Tally tally) {
        this.log = log;
        this.tally = tally;
    }

    void judge(Track track) {
        boolean isLive = false;
        EventId last = null;
        long events = 0;
        long resets = 0;
        for (Step step : track.steps()) {
            switch (step.kind()) {
                case RESET -> {
                    resets++;
                    isLive = false;
                    last = null;
                }
                case LIVE -> {
                    last = passed(track, last, step, isLive);
                    isLive = true;
                }
                case PLACE -> last = passed(track, last, step, isLive);
                case EVENT -> {
                    events++;
                    judge(track, last, step, isLive);
                    last = step.id();
                }
            }
        }
        tally.count("stream clients judged");
        tally.count("stream events that clients got", events);
        tally.count("stream resets that clients got", resets);
    }

    /** Nothing but bookmarks may be passed by, unless it is in a snapshot: of one subject that tells only the last word. */
    private @Nullable EventId passed(Track track, @Nullable EventId last, Step step, boolean isLive) {
        if (step.id().equals(last) || step.id().equals(EventId.NONE)) {
            return last;
        }
        if (isLive) {
            judge(track, last, step, true);
            return step.id();
        }
        return last == null || TrueLog.ORDER.compare(last, step.id()) < 0 ? step.id() : last;
    }

    private void judge(Track track, @Nullable EventId last, Step step, boolean isLive) {
        EventId id = step.id();
        if (last == null) {
            return;
        }
        int order = TrueLog.ORDER.compare(last, id);
        if (order == 0) {
            tally.repeated(1, track.name() + ", " + id);
        } else if (order > 0) {
            tally.violation(track.name() + " was told " + id + " behind " + last);
        } else if (isLive && !log.followsInStream(last, id)) {
            tally.lost(1, track.name() + ", between " + last + " and " + id + ", without a reset,");
        } else if (isLive && step.kind() == Kind.PLACE && log.isNews(id)) {
            tally.lost(1, track.name() + ", " + id + " itself,");
        }
    }
}
