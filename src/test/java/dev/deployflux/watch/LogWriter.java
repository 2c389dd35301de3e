package dev.deployflux.watch;

import dev.deployflux.watch.FeedRow.LookupNote;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes into a log as whoever polls does, under one term. */
final class LogWriter {

    static final String TERM = "e";

    private LogWriter() {}

    /**
     * A report has brought these.
     *
     * @param complete whether it is that of a complete lookup
     */
    static FeedDraft tell(FeedLog log, List<DeploymentEvent> events, boolean complete) {
        FeedDraft draft = log.draft(0);
        draft.add(
                new Turn.Report() {
                    @Override
                    public List<DeploymentEvent> events() {
                        return events;
                    }

                    @Override
                    public void delivered() {}

                    @Override
                    public @Nullable LookupNote lookup(EventId asOf) {
                        return complete ? new LookupNote(asOf, Instant.EPOCH, Instant.EPOCH, 0) : null;
                    }
                },
                TERM);
        log.append(draft);
        return draft;
    }
}
