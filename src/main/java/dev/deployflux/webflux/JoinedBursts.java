package dev.deployflux.webflux;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Bursts as they were joined last, for clients that get the same ones soon: after a restart of what is before them, all begin
 * with the same snapshot. Bounded: a burst takes the place of another. Safe for many threads.
 */
final class JoinedBursts {

    /** Some megabytes, which is a snapshot of thousands of deployments. */
    private static final int MOST = 256;

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

    private final AtomicReferenceArray<@Nullable Joined> known = new AtomicReferenceArray<>(MOST);

    /** One after the other, as a whole. The parts and the result are never changed. */
    byte[] join(List<byte[]> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int place = System.identityHashCode(parts.get(0)) % MOST;
        Joined last = known.get(place);
        if (last != null && last.isOf(parts)) {
            return last.bytes;
        }
        byte[] bytes = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int end = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, end, part.length);
            end += part.length;
        }
        known.set(place, new Joined(parts, bytes));
        return bytes;
    }
}
