package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedRow.PassNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a report adds to a {@link FeedLog}, before the store has acknowledged it: events with their ids, and the last words as
 * they will be. Pure logic; not thread-safe.
 */
final class FeedDraft {

    /** Events that are written in one step at most, so that none takes long. Those of one deployment stay together. */
    static final int MOST = 500;

    private final EventId tail;
    private final WordsDraft words;
    private final long now;
    private final List<FeedEntry> entries = new ArrayList<>();
    private final List<Subject> forgotten = new ArrayList<>();
    private @Nullable PassNote pass;
    private @Nullable LookupNote lookup;

    /** {@code tail} is where the log ends; {@code now} is in the scheduler's nanoseconds. */
    FeedDraft(EventId tail, WordsDraft words, long now) {
        this.tail = tail;
        this.words = words;
        this.now = now;
    }

    /** All that a report brings, under that term. */
    void add(Turn.Report report, String term) {
        List<DeploymentEvent> told = report.events();
        if (told.size() == 1
                && told.get(0) instanceof PassCompleted completed
                && !words.hasNewsBehindBookmark(completed.service())) {
            add(new PassNote(end(), completed));
        } else {
            told.forEach(event -> add(new FeedEntry(end().next(term), event)));
        }
        LookupNote looked = report.lookup(end());
        if (looked != null) {
            add(looked);
        }
    }

    /** An event that has a place of its own in the log. */
    void add(FeedEntry entry) {
        entries.add(entry);
        forgotten.addAll(words.told(entry, true, now));
    }

    /** Whether that is the event behind those, with none lost between. */
    boolean isNext(FeedStore.LogEntry entry) {
        EventId end = end();
        return entry.previous().equals(end)
                && entry.id().equals(end.next(entry.id().epoch()));
    }

    /** What the one who polls has noted beside the log. */
    FeedDraft noted(FeedRow note) {
        if (note instanceof PassNote noted && isNews(noted)) {
            add(noted);
        } else if (note instanceof LookupNote noted) {
            add(noted);
        }
        return this;
    }

    /** It may have come late, even behind the service's leaving and joining again. */
    private boolean isNews(PassNote note) {
        ServiceWords told = words.words(note.pass().service());
        return told != null && told.hasJoinedBy(note.asOf()) && told.isBefore(note.pass());
    }

    /** An event of which the last words have what there is to tell. */
    void addKnown(FeedEntry entry) {
        entries.add(entry);
    }

    /** A bookmark of a pass that brought nothing: with hundreds of services these would soon push out all else. */
    void add(PassNote note) {
        pass = note;
        forgotten.addAll(words.told(new FeedEntry(end(), note.pass()), false, now));
    }

    void add(LookupNote note) {
        lookup = note;
    }

    /** Where the log will end. */
    EventId end() {
        return entries.isEmpty() ? tail : entries.get(entries.size() - 1).id();
    }

    List<FeedEntry> entries() {
        return entries;
    }

    /** All that is told, also what has no place of its own. */
    List<DeploymentEvent> events() {
        List<DeploymentEvent> events = new ArrayList<>(entries.size() + 1);
        entries.forEach(entry -> events.add(entry.event()));
        if (pass != null) {
            events.add(pass.pass());
        }
        return events;
    }

    WordsDraft words() {
        return words;
    }

    /** Deployments of which the log tells no more. */
    List<Subject> forgotten() {
        return forgotten;
    }

    @Nullable
    LookupNote lookup() {
        return lookup;
    }

    /**
     * What is to be written, one after another. Each part is whole: who goes on behind it repeats nothing of it.
     *
     * @param memory what the watch remembers now
     * @param known the last lookup so far
     */
    List<FeedStore.Batch> batches(WatchMemory memory, @Nullable LookupNote known) {
        WatchMemory.Changes changes = memory.changes();
        changes.services().addAll(words.services());
        changes.deployments().addAll(words.deployments());
        List<FeedStore.Batch> batches = new ArrayList<>();
        int from = 0;
        while (entries.size() - from > MOST) {
            int to = from + MOST;
            while (to < entries.size() && isOfSameDeployment(to)) {
                to++;
            }
            Part part = new Part(from, to, memory);
            part.takeFrom(changes);
            batches.add(part.batch(List.of()));
            from = to;
        }
        Part last = new Part(from, entries.size(), memory);
        changes.deployments().forEach(last::add);
        changes.services().forEach(last::add);
        if (words.isOfWatch() || lookup != null) {
            List<FeedEntry> ofWatch = List.copyOf(words.ofWatch().values());
            last.put(FeedRow.WATCH, new FeedRow.OfWatch(end(), ofWatch, lookup == null ? known : lookup));
        }
        List<FeedValue> notes = Stream.of(pass, lookup)
                .filter(Objects::nonNull)
                .map(FeedValue::of)
                .toList();
        if (!last.isEmpty() || !notes.isEmpty()) {
            batches.add(last.batch(notes));
        }
        return batches;
    }

    private boolean isOfSameDeployment(int index) {
        String arn = subject(index).arn();
        return arn != null && arn.equals(subject(index - 1).arn());
    }

    private Subject subject(int index) {
        return EventKind.subject(entries.get(index).event());
    }

    /** Events that are written in one step, and the rows that go with them. */
    private final class Part {
        private final int from;
        private final int to;
        private final WatchMemory memory;
        private final Map<String, FeedValue> put = new HashMap<>();
        private final List<String> removed = new ArrayList<>();

        Part(int from, int to, WatchMemory memory) {
            this.from = from;
            this.to = to;
            this.memory = memory;
        }

        boolean isEmpty() {
            return from == to && put.isEmpty() && removed.isEmpty();
        }

        /** The rows on what isn't told of behind this part. */
        void takeFrom(WatchMemory.Changes changes) {
            Set<Subject> told = new HashSet<>();
            Set<ServiceRef> services = new HashSet<>();
            for (int i = to; i < entries.size(); i++) {
                told.add(subject(i).deployment());
                services.add(subject(i).service());
            }
            for (int i = from; i < to; i++) {
                Subject subject = subject(i);
                if (!told.contains(subject.deployment())
                        && changes.deployments().remove(subject.deployment())) {
                    add(subject.deployment());
                }
                if (!services.contains(subject.service()) && changes.services().remove(subject.service())) {
                    add(Objects.requireNonNull(subject.service()));
                }
            }
        }

        void add(ServiceRef service) {
            ServiceWords told = words.words(service);
            put(FeedRow.key(service), told == null ? null : told.row(end(), service, memory.service(service)));
        }

        void add(Subject deployment) {
            ServiceWords told = words.words(Objects.requireNonNull(deployment.service()));
            put(
                    FeedRow.key(deployment),
                    told == null ? null : told.row(end(), deployment, memory.deployment(deployment)));
        }

        void put(String key, @Nullable FeedRow row) {
            if (row == null) {
                removed.add(key);
            } else {
                put.put(key, FeedValue.of(row));
            }
        }

        FeedStore.Batch batch(List<FeedValue> notes) {
            List<FeedStore.LogEntry> written = new ArrayList<>(to - from);
            EventId behind = from == 0 ? tail : entries.get(from - 1).id();
            EventId previous = behind;
            for (FeedEntry entry : entries.subList(from, to)) {
                written.add(new FeedStore.LogEntry(entry.id(), previous, FeedValue.of(entry.event())));
                previous = entry.id();
            }
            return new FeedStore.Batch(written, behind, put, removed, notes);
        }
    }
}
