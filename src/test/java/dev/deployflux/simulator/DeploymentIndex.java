package dev.deployflux.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * The deployments of one service, kept in the order they are listed in, so that a page costs what it holds and not what
 * the history holds. Rows may come while pages are read: a page goes on behind the key of the last row delivered.
 */
final class DeploymentIndex {

    /** After so many failures in a row nobody remembers what worked. It bounds what a description costs. */
    private static final int MOST_FAILED = 100;

    private final RowOrder order;
    private final ConcurrentNavigableMap<RowKey, DeploymentRow> listed;
    private final ConcurrentNavigableMap<RowKey, DeploymentRow> byAge;
    private final Map<String, DeploymentRow> byArn = new ConcurrentHashMap<>();
    private final Map<String, DeploymentRow> byRevision = new ConcurrentHashMap<>();

    DeploymentIndex(RowOrder order) {
        this.order = order;
        this.listed = new ConcurrentSkipListMap<>(order.comparator());
        this.byAge = order == RowOrder.OLDEST_FIRST
                ? listed
                : new ConcurrentSkipListMap<>(RowOrder.OLDEST_FIRST.comparator());
    }

    void add(DeploymentRow row) {
        if (byArn.putIfAbsent(row.arn(), row) != null) {
            throw new IllegalArgumentException(
                    "There is a deployment %s already: give each its own id, or none".formatted(row.arn()));
        }
        byRevision.putIfAbsent(row.targetRevisionArn(), row);
        listed.put(row.key(), row);
        byAge.put(row.key(), row);
    }

    @Nullable
    DeploymentRow get(String arn) {
        return byArn.get(arn);
    }

    /** The first that brought the revision. */
    @Nullable
    DeploymentRow ofRevision(String revisionArn) {
        return byRevision.get(revisionArn);
    }

    @Nullable
    DeploymentRow newest() {
        Map.Entry<RowKey, DeploymentRow> last = byAge.lastEntry();
        return last == null ? null : last.getValue();
    }

    /** The newest that answers as of {@code now} know. */
    @Nullable
    DeploymentRow newestListed(Instant now) {
        for (DeploymentRow row : byAge.descendingMap().values()) {
            if (row.isListedAt(now)) {
                return row;
            }
        }
        return null;
    }

    /** All that answers as of {@code now} know. */
    Iterable<DeploymentRow> newestFirst(Instant now) {
        return () -> byAge.descendingMap().values().stream()
                .filter(row -> row.isListedAt(now))
                .iterator();
    }

    /** Up to {@code max} deployments older than that one, the newest first, that answers as of {@code now} know. */
    List<DeploymentRow> before(DeploymentRow row, Instant now, int max) {
        return byAge.headMap(row.key(), false).descendingMap().values().stream()
                .filter(each -> each.isListedAt(now))
                .limit(max)
                .toList();
    }

    /** The deployment that one replaces, and goes back to: the last before it that succeeded. */
    @Nullable
    DeploymentRow replaced(DeploymentRow row, Instant now) {
        int looked = 0;
        for (DeploymentRow each :
                byAge.headMap(row.key(), false).descendingMap().values()) {
            if (each.stateAt(now).status() == ServiceDeploymentStatus.SUCCESSFUL) {
                return each;
            }
            if (++looked == MOST_FAILED) {
                return null;
            }
        }
        return null;
    }

    @Nullable
    DeploymentRow oldest() {
        Map.Entry<RowKey, DeploymentRow> first = byAge.firstEntry();
        return first == null ? null : first.getValue();
    }

    Collection<DeploymentRow> oldestFirst() {
        return byAge.values();
    }

    /** At most {@code max} rows that match, behind {@code position} or from the start. */
    List<DeploymentRow> read(@Nullable RowKey position, DeploymentQuery query, Instant now, int max) {
        List<DeploymentRow> rows = new ArrayList<>();
        for (DeploymentRow row : from(position, query.window()).values()) {
            if (rows.size() == max || isPast(row.createdAt(), query.window())) {
                break;
            }
            if (query.matches(row, now)) {
                rows.add(row);
            }
        }
        return rows;
    }

    private NavigableMap<RowKey, DeploymentRow> from(@Nullable RowKey position, CreatedAtWindow window) {
        if (position != null) {
            return listed.tailMap(position, false);
        }
        // The empty ARN sorts before each row of the same instant.
        Instant edge =
                switch (order) {
                    case NEWEST_FIRST -> window.before();
                    case OLDEST_FIRST -> window.after();
                    case SHUFFLED -> null;
                };
        return edge == null ? listed : listed.tailMap(new RowKey(edge, ""), true);
    }

    private boolean isPast(Instant createdAt, CreatedAtWindow window) {
        return switch (order) {
            case NEWEST_FIRST -> window.isTooOld(createdAt);
            case OLDEST_FIRST -> window.isTooNew(createdAt);
            case SHUFFLED -> false;
        };
    }
}
