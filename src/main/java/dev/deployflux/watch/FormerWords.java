package dev.deployflux.watch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Words that were the last ones until not long ago: who began with them, and hasn't been told all of them, still is, and then how
 * they changed. Kept as long as the ring has that change, for whoever is further behind begins anew. Pure logic; not thread-safe.
 */
final class FormerWords {

    /**
     * A word.
     *
     * @param until the end of the log from which on it wasn't the last one
     * @param place the place of that in the ring
     */
    private record Former(FeedEntry word, EventId until, long place) {}

    private final TreeMap<EventId, Former> byNumber = new TreeMap<>(EventId.ORDER);
    private final Deque<Former> byAge = new ArrayDeque<>();

    /** These held when the log ended there, and don't now that it ends elsewhere. */
    void keep(Collection<FeedEntry> words, EventId before, EventId end, long place) {
        for (FeedEntry word : words) {
            if (!before.isBefore(word.id()) && before.isBefore(end)) {
                Former former = new Former(word, end, place);
                byNumber.put(word.id(), former);
                byAge.add(former);
            }
        }
    }

    /** Drops those that nobody begins with any more who is behind that place in the ring. */
    void dropUpTo(long place) {
        for (Former oldest = byAge.peek(); oldest != null && oldest.place <= place; oldest = byAge.peek()) {
            byAge.remove();
            byNumber.remove(oldest.word.id(), oldest);
        }
    }

    /** Those behind that event which held when the log ended there: mostly none, and then none is looked at. */
    Walk behind(EventId id, EventId end) {
        Former youngest = byAge.peekLast();
        boolean anyHeld = youngest != null && end.isBefore(youngest.until);
        return new Walk(anyHeld ? byNumber.tailMap(id, false).values() : List.of(), end);
    }

    /** Goes along them once, beside those that hold still. */
    static final class Walk {

        private final Iterator<Former> rest;
        private final EventId end;
        private @Nullable Former next;

        private Walk(Collection<Former> all, EventId end) {
            this.rest = all.iterator();
            this.end = end;
            this.next = following();
        }

        private @Nullable Former following() {
            return rest.hasNext() ? rest.next() : null;
        }

        /** Adds those up to that event, until there are so many in all. */
        void addUpTo(EventId upTo, int most, List<FeedEntry> into) {
            while (next != null && !upTo.isBefore(next.word.id()) && into.size() < most) {
                if (end.isBefore(next.until)) {
                    into.add(next.word);
                }
                next = following();
            }
        }
    }
}
