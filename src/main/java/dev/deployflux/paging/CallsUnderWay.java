package dev.deployflux.paging;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one walk that were started and not yet taken in. The fetching loop alone adds and removes; any thread may {@link
 * #abort()}. A list has one at a time, for which a lock and a hash table would cost more than the rest of the paging.
 */
final class CallsUnderWay {

    /** Replaced by a larger one when it is full. */
    private volatile AtomicReferenceArray<@Nullable PageCall<?>> slots = new AtomicReferenceArray<>(1);

    private volatile boolean aborted;

    /** Owned by the fetching loop. */
    private int count;

    int count() {
        return count;
    }

    /** Aborts the call if {@link #abort()} was called, before this or meanwhile. */
    void add(PageCall<?> call) {
        int slot = free();
        call.slot = slot;
        slots.set(slot, call);
        count++;
        if (aborted) { // read behind the write, as abort() writes before it reads: one of the two sees the other
            call.abort();
        }
    }

    private int free() {
        AtomicReferenceArray<@Nullable PageCall<?>> known = slots;
        int length = known.length();
        for (int i = 0; count < length && i < length; i++) {
            if (known.getPlain(i) == null) {
                return i;
            }
        }
        AtomicReferenceArray<@Nullable PageCall<?>> larger = new AtomicReferenceArray<>(2 * length);
        for (int i = 0; i < length; i++) {
            larger.setPlain(i, known.getPlain(i));
        }
        slots = larger;
        return length;
    }

    void remove(PageCall<?> call) {
        slots.lazySet(call.slot, null);
        count--;
    }

    /** Aborts all calls, and those that are added from now on. */
    void abort() {
        aborted = true;
        AtomicReferenceArray<@Nullable PageCall<?>> known = slots;
        for (int i = 0; i < known.length(); i++) {
            PageCall<?> call = known.get(i);
            if (call != null) {
                call.abort();
            }
        }
    }
}
