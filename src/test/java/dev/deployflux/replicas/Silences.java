package dev.deployflux.replicas;

import dev.deployflux.soak.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** When clients of streams heard nothing for long, though they were connected. */
final class Silences {

    /** Several heartbeats, as the machine does other things too. */
    static final Duration LONGEST = ReplicaServer.HEARTBEAT.multipliedBy(8);

    private record Silence(String client, String replica, long from, long to) {}

    private final List<Silence> all = new ArrayList<>();

    /** Nothing came from the replica between those two moments of {@link System#nanoTime()}. */
    synchronized void heard(String client, String replica, long from, long to) {
        if (to - from > LONGEST.toNanos()) {
            all.add(new Silence(client, replica, from, to));
        }
    }

    /** A replica that stands still needn't send anything. */
    synchronized void judge(Standstills standstills, Tally tally) {
        long gaps = 0;
        for (Silence silence : all) {
            Duration awake = standstills.awake(silence.replica, silence.from, silence.to);
            if (awake.compareTo(LONGEST) > 0) {
                gaps++;
                tally.violation("%s heard nothing of %s for %d ms while that was awake"
                        .formatted(silence.client, silence.replica, awake.toMillis()));
            }
        }
        tally.count("silent gaps", gaps);
        tally.count("silences of replicas that stood still", all.size() - gaps);
    }
}
