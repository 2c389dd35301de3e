package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.EventKind.Subject;
import dev.deployflux.watch.FeedStore.LogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link FeedLog} of what a store has kept, which went on changing while it was read. Pure logic. */
final class RestoredLog {

    private RestoredLog() {}

    /**
     * The log as it is behind the last event that was read.
     *
     * @param newest the end of the log when the reading began
     * @param tail where it ended then
     * @param more what came while the rows were read, each as it was before or after a change
     * @return empty if these don't fit together: then all is to be read again
     */
    static Optional<FeedLog> of(
            WatchOptions options, List<LogEntry> newest, EventId tail, List<LogEntry> more, List<FeedRow> rows) {
        FeedLog log = FeedLog.restored(options.eventLog, options.since, newest, tail, rows, options.now());
        Map<String, EventId> written = new HashMap<>();
        for (FeedRow row : rows) {
            written.put(row.key(), row.asOf());
        }
        for (LogEntry entry : more) {
            FeedDraft draft = log.draft(options.now());
            if (!draft.isNext(entry) || FeedLog.event(entry) instanceof ServiceLeft) {
                return Optional.empty(); // a row of a former life of the service can't be told from one of its next
            }
            FeedEntry told = FeedLog.entry(entry);
            EventId known = written.get(key(told.event()));
            if (known == null || known.isBefore(told.id())) {
                draft.add(told);
            } else {
                draft.addKnown(told);
            }
            log.append(draft);
        }
        return Optional.of(log);
    }

    private static String key(DeploymentEvent event) {
        Subject subject = EventKind.subject(event);
        if (subject.service() == null) {
            return FeedRow.WATCH;
        }
        return subject.arn() == null ? FeedRow.key(subject.service()) : FeedRow.key(subject.deployment());
    }
}
