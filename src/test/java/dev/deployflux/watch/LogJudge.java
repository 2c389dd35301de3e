package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.EventKind.Topic;
import dev.deployflux.watch.FeedStore.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what one client was told, on whatever replicas, with all that was ever written to the log, also what was lost. */
final class LogJudge {

    /**
     * An entry that a client got.
     *
     * @param end what was written last when it came, also if that was lost: no replica knew more
     */
    record Told(FeedEntry entry, EventId end) {

        EventId id() {
            return entry.id();
        }

        DeploymentEvent event() {
            return entry.event();
        }
    }

    private final Map<EventId, LogEntry> written = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    /** {@code everWritten} in the order in which it was. */
    LogJudge(List<LogEntry> everWritten) {
        EventId last = EventId.NONE;
        for (LogEntry entry : everWritten) {
            LogEntry before = written.put(entry.id(), entry);
            if (before != null) {
                violations.add("USED_TWICE " + entry.id());
            } else if (!last.isBefore(entry.id())) {
                violations.add("DISORDERED " + entry.id() + " was written behind " + last);
            }
            last = entry.id();
        }
    }

    /** What is wrong with the log itself, and with all that was {@linkplain #check checked}. */
    List<String> violations() {
        return violations;
    }

    /** All that a client was told, which may have begun anew. */
    void check(String client, List<Told> told) {
        List<Told> segment = new ArrayList<>();
        for (Told each : told) {
            if (each.event() instanceof Reset) {
                checkSegment(client, segment);
                segment = new ArrayList<>();
            }
            segment.add(each);
        }
        checkSegment(client, segment);
    }

    private void checkSegment(String client, List<Told> segment) {
        if (segment.isEmpty()) {
            return;
        }
        boolean isReset = segment.get(0).event() instanceof Reset;
        EventId begun = isReset ? segment.get(0).end() : EventId.NONE; // who has nothing may be told all
        boolean isLive = segment.stream().anyMatch(each -> each.event() instanceof Live);
        List<Told> entries = segment.stream().filter(LogJudge::hasPlace).toList();
        if (entries.isEmpty()) {
            return;
        }
        EventId last = EventId.NONE;
        Set<EventId> ids = new HashSet<>();
        for (Told each : entries) {
            if (!last.isBefore(each.id())) {
                violations.add(client + " DISORDERED " + each.id() + " came behind " + last);
            }
            last = each.id();
            ids.add(last);
            checkContent(client, each, begun);
        }
        Map<EventId, LogEntry> chain = chain(last);
        ids.stream()
                .filter(id -> !chain.containsKey(id))
                .forEach(id -> violations.add(client + " LOST " + id + " was lost, and no reset followed"));
        List<DeploymentEvent> truth = new ArrayList<>();
        chain.forEach((id, entry) -> {
            truth.add(FeedLog.event(entry));
            if (begun.isBefore(id) && !ids.contains(id)) {
                violations.add(client + " GAP " + id + " is missing: " + FeedLog.event(entry));
            }
        });
        if (isLive) {
            Picture.of(entries.stream().map(Told::event).toList())
                    .differences(Picture.of(truth))
                    .forEach(difference -> violations.add(client + " PICTURE at " + last(entries) + ", " + difference));
        }
    }

    private static EventId last(List<Told> entries) {
        return entries.get(entries.size() - 1).id();
    }

    static boolean hasPlace(Told told) {
        return !(told.event() instanceof Reset)
                && !(told.event() instanceof Live)
                && EventKind.topic(told.event()) != Topic.STORE;
    }

    /** What a snapshot tells, it tells in other words. */
    private void checkContent(String client, Told told, EventId begun) {
        LogEntry entry = written.get(told.id());
        if (entry == null) {
            violations.add(client + " INVENTED " + told.entry());
        } else if (begun.isBefore(told.id())
                && !entry.value().toJson().equals(FeedValue.of(told.event()).toJson())) {
            violations.add(client + " CHANGED " + told.entry() + " was written as " + FeedLog.event(entry));
        }
    }

    /** The entry and all before it, the first one first. */
    private Map<EventId, LogEntry> chain(EventId last) {
        List<LogEntry> backwards = new ArrayList<>();
        for (LogEntry entry = written.get(last); entry != null; entry = written.get(entry.previous())) {
            backwards.add(entry);
        }
        Map<EventId, LogEntry> chain = new LinkedHashMap<>();
        for (int i = backwards.size() - 1; i >= 0; i--) {
            chain.put(backwards.get(i).id(), backwards.get(i));
        }
        return chain;
    }

    /** An event that a consumer has dealt with. */
    record Handled(DeploymentEvent event, EventId end) {}

    /**
     * A consumer: since it began anew last, each event at least once, in order.
     *
     * @param end where the log ends
     */
    void checkConsumer(List<Handled> handled, EventId end) {
        int from = 0;
        for (int i = 0; i < handled.size(); i++) {
            from = handled.get(i).event() instanceof Reset ? i : from;
        }
        Map<String, @Nullable EventId> byContent = new HashMap<>();
        Map<EventId, LogEntry> chain = chain(end);
        chain.forEach((id, entry) -> byContent.merge(entry.value().toJson(), id, (a, b) -> EventId.NONE));
        // Whoever lost its lease with the store goes on for a while beside the one that begins anew.
        Set<EventId> before = new HashSet<>();
        handled.subList(0, from)
                .forEach(each ->
                        before.add(byContent.get(FeedValue.of(each.event()).toJson())));
        Set<EventId> dealtWith = new HashSet<>();
        EventId begun = handled.isEmpty() ? EventId.NONE : handled.get(from).end();
        EventId newest = begun;
        for (Handled each : handled.subList(from, handled.size())) {
            EventId id = byContent.get(FeedValue.of(each.event()).toJson());
            if (id == null || id.equals(EventId.NONE)) {
                continue; // of the snapshot, or beside the log, or told twice in the same words
            }
            dealtWith.add(id);
            LogEntry entry = Objects.requireNonNull(chain.get(id));
            boolean isNew = newest.isBefore(id);
            if (isNew
                    && begun.isBefore(entry.previous())
                    && !dealtWith.contains(entry.previous())
                    && !before.contains(entry.previous())
                    && isUnique(byContent, chain, entry)) {
                violations.add("consumer DISORDERED " + id + " came before " + entry.previous());
            }
            newest = isNew ? id : newest;
        }
        for (LogEntry entry : chain.values()) {
            if (begun.isBefore(entry.id())
                    && entry.id().equals(byContent.get(entry.value().toJson()))
                    && !dealtWith.contains(entry.id())
                    && !before.contains(entry.id())) {
                violations.add("consumer MISSED " + entry.id() + " " + FeedLog.event(entry));
            }
        }
    }

    private static boolean isUnique(
            Map<String, @Nullable EventId> byContent, Map<EventId, LogEntry> chain, LogEntry entry) {
        LogEntry previous = chain.get(entry.previous());
        return previous != null
                && previous.id().equals(byContent.get(previous.value().toJson()));
    }
}
