package dev.deployflux;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the objects take that can be reached, to the byte, by HotSpot's histogram of them.
 *
 * <p>The usage of the heap after {@code System.gc()} is coarser than what tests ask of it: G1 counts a whole region, which
 * is megabytes on a large heap, as soon as other threads have filled one since; and it leaves what is dead in regions that
 * are all but full, up to a twentieth of the heap.
 */
public final class LiveHeap {

    /**
     * A line of the histogram: rank, instances, bytes, class; but for the objects of the JVM's own that stand, since JDK
     * 19, where it leaves the dead.
     */
    private static final Pattern LINE =
            Pattern.compile("^ *\\d+: +\\d+ +(\\d+) ++(?!\\[?L?jdk\\.internal\\.vm\\.Filler)", Pattern.MULTILINE);

    /** The serial collector leaves what is dead among the oldest objects where it is, but for each fourth time. */
    private static final int COLLECTIONS = 4;

    private LiveHeap() {}

    /** In bytes, after collections of garbage; they stop all threads for tens of milliseconds each. */
    public static long bytes() {
        for (int i = 1; i < COLLECTIONS; i++) {
            histogram();
        }
        return LINE.matcher(histogram())
                .results()
                .map(line -> Long.parseLong(line.group(1)))
                .reduce(Long::sum)
                .orElseThrow(() -> new IllegalStateException("the JVM's histogram isn't written as HotSpot writes it"));
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("only HotSpot can count its live objects: run the tests on it", e);
        }
    }
}
