package dev.deployflux.replicas;

import dev.deployflux.ServiceRef;
import dev.deployflux.replicas.Tale.Told;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.Promise;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import dev.deployflux.watch.Origin;
import dev.deployflux.watch.TrueTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what clients got: by the log, by each other, and by what deployments really did. */
final class TaleJudge {

    /** What a feed tells of its own passes: bookmarks only behind news, and each poller counts anew. */
    private static final Set<Promise> OF_PASSES =
            Set.of(Promise.BOOKMARKED, Promise.FAILURES_REPORTED, Promise.NEVER_SILENT, Promise.TOLD_IN_TIME);

    private static final Set<Promise> OF_THE_END = Set.of(Promise.COMPLETE, Promise.STAGES_TOLD, Promise.PAUSES_TOLD);

    private final TrueLog log;
    private final TrueHistory truth;
    private final Collection<ServiceRef> watched;
    private final ClockSteps clocks;
    private final Duration slack;
    private final Tally tally;

    /** What was told under each id, but for snapshots, whoever got it. */
    private final Contents contents;

    TaleJudge(
            TrueLog log,
            TrueHistory truth,
            Collection<ServiceRef> watched,
            ClockSteps clocks,
            Duration slack,
            Tally tally) {
        this.log = log;
        this.truth = truth;
        this.watched = watched;
        this.clocks = clocks;
        this.slack = slack;
        this.tally = tally;
        this.contents = new Contents(tally);
    }

    void judge(Tale tale, Instant end) {
        List<List<Told>> chapters = tale.chapters();
        for (List<Told> chapter : chapters) {
            boolean isLast = chapter == chapters.get(chapters.size() - 1);
            judgeOrder(tale, chapter);
            Instant until = isLast ? end : chapter.get(chapter.size() - 1).at();
            judgeTruth(tale, chapter, until, isLast);
        }
        tally.count("entries that clients got", tale.all().size());
        tally.count("resets that clients got", chapters.size());
    }

    private void judgeOrder(Tale tale, List<Told> chapter) {
        boolean isLive = false;
        EventId last = null;
        for (Told told : chapter) {
            if (told.isLive() && !isLive && !told.id().equals(EventId.NONE)) {
                last = told.id(); // what a snapshot leaves out, as nothing is left of it, may come last
            }
            isLive |= told.isLive();
            if (told.isNotice()) {
                continue;
            }
            judgeOrder(tale, last, told, isLive);
            last = told.id();
        }
    }

    private void judgeOrder(Tale tale, @Nullable EventId last, Told told, boolean isLive) {
        EventId id = told.id();
        if (last != null && TrueLog.ORDER.compare(last, id) >= 0) {
            tally.violation(tale.name() + " got " + told + " behind " + last);
        } else if (last != null && isLive && !log.follows(last, id)) {
            tally.violation(tale.name() + " got " + told + " behind " + last + ", though the log has others between"
                    + ", or lost that one, and no reset told of it");
        }
        if (isLive) {
            contents.told(tale.name(), id, content(told));
        }
    }

    /** The error of a failure isn't the same object everywhere, and needn't read the same. */
    private static String content(Told told) {
        return told.kind().endsWith("Failing") ? told.kind() : told.text();
    }

    /**
     * What wasn't told before a reset is in the snapshot behind it. How far back that reaches is the only thing for which the clock of
     * the replica matters that polls: nothing is asked for that may be behind it.
     */
    private void judgeTruth(Tale tale, List<Told> chapter, Instant until, boolean isLast) {
        Instant from = chapter.get(0).at();
        HistoryValidator.of(truth, from, until)
                .since(from.minus(ReplicaProcess.SINCE).plus(ClockSteps.FURTHEST))
                .overlap(ReplicaProcess.OVERLAP)
                .slack(slack)
                .watching(watched)
                .conflated() // what was marked before a snapshot was made isn't marked in it
                .check(chapter.stream()
                        .filter(told -> !told.isNotice())
                        .map(told -> TrueTimes.of(told.event(), clocks::truth))
                        .toList())
                .stream()
                .filter(violation -> !OF_PASSES.contains(violation.promise()))
                .filter(violation -> isLast || !OF_THE_END.contains(violation.promise()))
                .forEach(violation -> tally.violation(tale.name() + ": " + violation));
    }

    /**
     * The ids of what was told, by its text; but for what was told under several ids, or under one that a failover has lost: it
     * may be told to somebody until the reset, and again under another id. What a first look finds comes with the same text whenever
     * all was forgotten, and to most within a snapshot.
     */
    Map<String, EventId> ids() {
        Map<String, EventId> ids = new HashMap<>();
        Set<String> lost = new HashSet<>();
        Set<String> again = new HashSet<>();
        contents.all().forEach((id, text) -> {
            if (ids.put(text, id) != null || isOfFirstLook(text)) {
                again.add(text);
            }
            if (!log.contains(id)) {
                lost.add(text);
            }
        });
        ids.keySet().removeAll(lost);
        ids.keySet().removeAll(again);
        tally.count("events that were told and lost", lost.size());
        return ids;
    }

    private static boolean isOfFirstLook(String text) {
        if (!text.startsWith("{")) {
            return false; // a kind alone
        }
        DeploymentEvent event = EventText.read(text);
        return event instanceof ServiceJoined || (event instanceof Seen seen && seen.origin() == Origin.SNAPSHOT);
    }
}
