package dev.deployflux.soak;

import java.util.List;
import java.util.Map;

/** What the counts of a whole performance have to be: some of everything, and of nothing more failures than successes. */
final class Balance {

    /** Without which nothing was judged. */
    private static final List<String> DUE = List.of(
            "lists, complete",
            "lists, cancelled",
            "scans, complete",
            "scans, cancelled",
            "fan-outs, complete",
            "fan-outs, cancelled",
            "outcomes judged",
            "watch events judged",
            "feed events judged",
            "SSE clients that came again",
            "SSE clients that went on where they were",
            "SSE events of deployments",
            "SSE pictures judged",
            "calls that clients aborted",
            "pages tried again",
            "faults");

    /** What failed, and what didn't. */
    private static final Map<String, String> FAILED = Map.of(
            "lists, ended by an error", "lists, complete",
            "scans, ended by an error", "scans, complete",
            "fan-outs, ended by an error", "fan-outs, complete",
            "services that fan-outs named as failed", "services that fan-outs read");

    /**
     * So many failures prove nothing. Of the longest lists and scans, of 25 pages and more, one in five meets a fault
     * that ends it: that eleven of 21 do happens once in a thousand times.
     */
    private static final long FEW = 10;

    private Balance() {}

    static void judge(Tally tally) {
        DUE.stream()
                .filter(what -> tally.counted(what) == 0)
                .forEach(what -> tally.violation("there are none: " + what));
        FAILED.forEach((failed, complete) -> {
            long failures = tally.counted(failed);
            if (failures > FEW && failures > tally.counted(complete)) {
                tally.violation(failures + " " + failed + ", but only " + tally.counted(complete) + " " + complete);
            }
        });
    }
}
