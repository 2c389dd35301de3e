package dev.deployflux.simulator;

import dev.deployflux.simulator.ServiceNews.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What EventBridge has for one target: all that the scripts of live deployments will tell, each by the time at which it is
 * due. A deployment that is stopped or goes on behind a pause tells otherwise from then on. Safe for use by many threads.
 */
final class EventQueue {

    /** Later than any script goes. */
    private static final Duration FAR = Duration.ofDays(3_650);

    private final EventDelivery delivery;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::due).thenComparing(Due::number));
    private long number;

    /** Of a deployment, the life that was to lead to it. */
    private record Due(
            Instant due,
            long number,
            SimulatedService service,
            Notice notice,
            Instant at,
            @Nullable DeploymentRow row,
            @Nullable Lifecycle life) {

        /** Whether it has come to that. */
        @SuppressWarnings("ReferenceEquality") // a life is itself alone, however like another it may be
        boolean isTrue() {
            Instant deleted = service.deletedAt();
            if (deleted != null && at.isAfter(deleted)) {
                return false;
            }
            if (row == null) {
                return true;
            }
            Instant turned = Instant.MAX;
            for (Lifecycle each = row.life(); each != null; each = each.before()) {
                if (each == life) {
                    return !at.isAfter(turned);
                }
                turned = each.start();
            }
            return false;
        }
    }

    EventQueue(EventDelivery delivery) {
        this.delivery = delivery;
    }

    /** What a deployment tells from the beginning of its present life on, and later than {@code after} if it says so. */
    synchronized void add(SimulatedService service, DeploymentRow row, @Nullable Instant after) {
        Lifecycle life = row.life();
        Lifecycle before = life.before();
        int told = before == null
                ? 0
                : DeploymentNews.of(service, row, before.passedBy(life.start())).size();
        List<ServiceNews> all =
                DeploymentNews.of(service, row, life.passedBy(life.start().plus(FAR)));
        all.subList(Math.min(told, all.size()), all.size()).forEach(news -> add(service, news, row, life, after));
    }

    /** What no deployment of ECS's tells. */
    synchronized void add(SimulatedService service, List<ServiceNews> all, @Nullable Instant after) {
        all.forEach(news -> add(service, news, null, null, after));
    }

    private void add(
            SimulatedService service,
            ServiceNews news,
            @Nullable DeploymentRow row,
            @Nullable Lifecycle life,
            @Nullable Instant after) {
        Notice notice = news.notice();
        Instant at = news.at();
        if (notice != null && (after == null || at.isAfter(after))) {
            delivery.times(EventJson.id(service, notice, at), at)
                    .forEach(due -> queue.add(new Due(due, number++, service, notice, at, row, life)));
        }
    }

    /** What is due by now and hasn't been given yet. */
    synchronized List<String> due(Instant now) {
        List<String> events = new ArrayList<>();
        for (Due next = queue.peek(); next != null && !next.due.isAfter(now); next = queue.peek()) {
            queue.remove();
            if (next.isTrue()) {
                events.add(EventJson.of(next.service, next.notice, next.at));
            }
        }
        return events;
    }
}
