package dev.deployflux.replicas;

import dev.deployflux.replicas.Ledger.Handed;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.TrueDeployment;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a consumer was handed: each event at least once, and for the first time in order. Where the lease was lost another
 * replica begins anew, and the one before may go on for as long as a lease lasts.
 */
final class LedgerJudge {

    /** What was handed from one beginning on, up to the last event that came for the first time. */
    private static final class Course {
        private final long from;
        private @Nullable EventId last;

        /** What a snapshot passes over is handed behind it if the consumer goes back to a place within. */
        private @Nullable EventId snapshotEnd;

        private boolean isLive;

        Course(long from, boolean isLive) {
            this.from = from;
            this.isLive = isLive;
        }

        /** Returns whether it comes in its turn. */
        boolean hand(EventId id) {
            if (last != null && TrueLog.ORDER.compare(last, id) > 0) {
                return snapshotEnd != null && TrueLog.ORDER.compare(id, snapshotEnd) <= 0;
            }
            last = id;
            snapshotEnd = isLive ? snapshotEnd : id;
            return true;
        }
    }

    private final Map<String, EventId> ids;
    private final Standstills standstills;
    private final Tally tally;

    /** The one that each replica is at. */
    private final Map<String, Course> courses = new HashMap<>();

    private Course newest = new Course(Long.MIN_VALUE, true);

    /** {@code ids} are those of events in the log, by their texts. */
    LedgerJudge(Map<String, EventId> ids, Standstills standstills, Tally tally) {
        this.ids = ids;
        this.standstills = standstills;
        this.tally = tally;
    }

    void judge(List<Handed> handed, Collection<TrueDeployment> truth) {
        Set<String> seen = new HashSet<>();
        Map<String, Set<String>> statuses = new HashMap<>();
        for (Handed each : handed) {
            if (each.isReset()) {
                newest = new Course(each.at(), false);
                courses.put(each.replica(), newest);
                tally.count("resets that the consumer got");
            }
            if (each.isLive()) {
                courses.getOrDefault(each.replica(), newest).isLive = true;
            }
            if (each.isNotice()) {
                continue;
            }
            note(EventText.read(each.text()), statuses);
            if (seen.add(each.text())) {
                tally.count("events that the consumer got");
                judgeOrder(each);
            } else {
                tally.count("events that the consumer got again");
            }
        }
        for (TrueDeployment deployment : truth) {
            String end = deployment
                    .steps()
                    .get(deployment.steps().size() - 1)
                    .status()
                    .toString();
            if (!statuses.getOrDefault(deployment.arn(), Set.of()).contains(end)) {
                tally.violation("the consumer never got that " + deployment.arn() + " is " + end);
            }
        }
    }

    private void judgeOrder(Handed each) {
        EventId id = ids.get(each.text());
        Course course = courses.getOrDefault(each.replica(), newest);
        if (id == null) {
            return;
        }
        if (course != newest && (newest.last == null || TrueLog.ORDER.compare(newest.last, id) < 0)) {
            course = newest; // it has the lease again
        }
        courses.put(each.replica(), course);
        if (!course.hand(id)) {
            tally.violation(
                    "the consumer got " + id + " for the first time behind " + course.last + ": " + each.text());
        }
        if (course != newest) {
            tally.count("events that the consumer got of one who had lost the lease");
            Duration since = standstills.awake(each.replica(), newest.from, each.at());
            if (since.compareTo(Trouble.LEASE) > 0) {
                tally.violation(each.replica() + " handed " + id + " to the consumer " + since
                        + " after another had begun anew");
            }
        }
    }

    private static void note(DeploymentEvent event, Map<String, Set<String>> statuses) {
        if (event instanceof OfDeployment news) {
            statuses.computeIfAbsent(String.valueOf(news.deployment().serviceDeploymentArn()), any -> new HashSet<>())
                    .add(String.valueOf(news.deployment().statusAsString()));
        }
    }
}
