package dev.deployflux.watch;

import dev.deployflux.watch.EventKind.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link FeedReader} has at hand, taken at once, up to a number of entries. */
final class EntryBatches implements Backlog<List<FeedEntry>> {

    private final FeedReader reader;
    private final int most;

    /** {@code last} is the last event that the subscriber has got; {@code null} if it knows nothing. */
    EntryBatches(@Nullable EventId last, int most) {
        this.reader = new FeedReader(last);
        this.most = most;
    }

    @Override
    public void begin(FeedLog log) {
        reader.begin(log);
    }

    @Override
    public boolean isAheadOf(FeedLog log) {
        return reader.isAheadOf(log);
    }

    @Override
    public boolean told(List<DeploymentEvent> events, List<Subject> forgotten, boolean isNews) {
        return reader.told(events, forgotten, isNews);
    }

    @Override
    public boolean notice(DeploymentEvent news) {
        return reader.notice(news);
    }

    @Override
    public @Nullable List<FeedEntry> poll() {
        List<FeedEntry> batch = reader.poll(most);
        return batch.isEmpty() ? null : batch;
    }

    @Override
    public boolean outlivesFeed() {
        return reader.outlivesFeed();
    }

    /** The log is everybody's. */
    @Override
    public List<List<FeedEntry>> clear() {
        return List.of();
    }

    /** In entries, of which a batch holds many. */
    @Override
    public int size() {
        return reader.size();
    }
}
