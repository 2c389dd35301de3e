package dev.deployflux.webflux;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bursts as they were joined last, for clients that get the same ones soon: after a restart of what is before them, all begin
 * with the same snapshot. Bounded: the one that nobody asked for the longest goes first. Safe for many threads.
 */
final class JoinedBursts {

    /** Some megabytes, which is a snapshot of thousands of deployments. */
    static final int MOST = 256;

    private static final class Joined {
        private final List<byte[]> parts;
        private final byte[] bytes;

        Joined(List<byte[]> parts, byte[] bytes) {
            this.parts = parts;
            this.bytes = bytes;
        }

        /** Compares the parts by their identity. */
        boolean isOf(List<byte[]> others) {
            int count = parts.size();
            boolean same = count == others.size();
            for (int i = 0; same && i < count; i++) {
                same = parts.get(i) == others.get(i);
            }
            return same;
        }
    }

    /** The key is the first part: an array is equal to itself alone. */
    private final Map<byte[], Joined> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<byte[], Joined> eldest) {
            return size() > MOST;
        }
    };

    /** One after the other, as a whole. The parts and the result are never changed. */
    byte[] join(List<byte[]> parts) {
        return parts.size() == 1 ? parts.get(0) : joined(parts);
    }

    private synchronized byte[] joined(List<byte[]> parts) {
        Joined last = known.get(parts.get(0));
        if (last != null && last.isOf(parts)) {
            return last.bytes;
        }
        byte[] bytes = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int end = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, end, part.length);
            end += part.length;
        }
        known.put(parts.get(0), new Joined(parts, bytes));
        return bytes;
    }
}
