package dev.deployflux.simulator;

import java.time.Instant;
import java.util.UUID;

/** Ids that follow from what they are for. They look as if drawn by lot, and asking for one changes no other. */
final class DerivedIds {

    private static final long FIRST = 0xCBF29CE484222325L;
    private static final long SECOND = 0x84222325CBF29CE4L;
    private static final long PRIME = 0x100000001B3L;

    private static final int DIGITS = 19;

    private DerivedIds() {}

    /** {@code ecs-svc/} and nineteen digits, as the controllers' deployments and task sets have. */
    static String ecsSvc(String of) {
        String digits = Long.toString(hash(of, FIRST) & Long.MAX_VALUE);
        return "ecs-svc/" + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** As events have: a UUID of version 4. */
    static String uuid(String of, Instant at) {
        long when = RowOrder.mix(at.getEpochSecond() ^ ((long) at.getNano() << 32));
        long most = (hash(of, FIRST ^ when) & ~0xF000L) | 0x4000L;
        long least = (hash(of, SECOND ^ when) & Long.MAX_VALUE >>> 1) | Long.MIN_VALUE;
        return new UUID(most, least).toString();
    }

    /** Thirty-two hexadecimal digits. */
    static String task(String of, Instant at) {
        return uuid(of, at).replace("-", "");
    }

    /** A number of 64 bits that stands for the text. */
    static long hash(String of) {
        return hash(of, FIRST);
    }

    private static long hash(String of, long seed) {
        long hash = seed;
        for (int i = 0; i < of.length(); i++) {
            hash = (hash ^ of.charAt(i)) * PRIME;
        }
        return RowOrder.mix(hash);
    }
}
