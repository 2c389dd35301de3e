package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What is known of one service's deployments, what the next pass has to ask for, and what a complete pass brings.
 *
 * <p>Pure logic, by the times that ECS gives; how long something lasts is measured in the scheduler's nanoseconds, never
 * between two readings of this machine's clock. A pass asks for what was created since {@code overlap} before the newest
 * deployment known, or since the oldest one in flight. Why nothing is missed: a row that wasn't asked for any more
 * would have been created more than {@code overlap} before another one that a complete pass has listed; that pass
 * asked for it, and all its pages were at most so old that the row was listed. A deployment that is over, and isn't
 * asked for any more, is forgotten, so that memory is bounded by the window. The window only moves forward, so what is
 * forgotten doesn't come back.
 */
final class ServiceHistory {

    /** Whether the edge belongs to the window ECS doesn't document; the SDK sends whole milliseconds. */
    private static final Duration EDGE = Duration.ofMillis(1);

    private static final int PAGE = 100;

    private final ServiceRef service;
    private final Duration overlap;
    private final Map<String, KnownDeployment> known = new LinkedHashMap<>();

    /** What was created before has not been asked for in the last pass, apart from {@link #straggler}. */
    private Instant floor;

    /** The time up to which deployments have been listed, by ECS's clock; at first the beginning of the window. */
    private Instant newest;

    /** Whether the window would need several pages because of a deployment in flight behind many newer ones. */
    private boolean aside;

    /** The creation that is asked for apart; {@code null} if none. */
    private @Nullable Instant straggler;

    private long passes;

    /** Deployments of which something else is known than when this was asked last. */
    private Set<String> changed = new HashSet<>();

    /**
     * Nothing is known.
     *
     * @param since the beginning of the window
     */
    ServiceHistory(ServiceRef service, Instant since, Duration overlap) {
        this.service = service;
        this.overlap = overlap;
        this.floor = since.truncatedTo(ChronoUnit.MILLIS); // as ECS tells times
        this.newest = since.plus(overlap);
    }

    /** Goes on from what was remembered. */
    ServiceHistory(ServiceRef service, ServiceMemory memory, Duration overlap) {
        this.service = service;
        this.overlap = overlap;
        this.floor = memory.floor();
        this.newest = memory.newest();
        this.aside = memory.aside();
        this.straggler = memory.straggler();
        this.passes = memory.passes();
    }

    /** Likewise these deployments. */
    void restore(Map<String, DeploymentMemory> deployments) {
        deployments.forEach((arn, memory) -> known.put(arn, KnownDeployment.restored(service, memory)));
    }

    /** What is to be remembered, with what the passes know besides. */
    ServiceMemory memory(int failures, @Nullable Instant lastGoodPass) {
        return new ServiceMemory(floor, newest, aside, straggler, passes, failures, lastGoodPass);
    }

    /** Likewise of one deployment; {@code null} if it is forgotten. */
    @Nullable
    DeploymentMemory memory(String arn) {
        KnownDeployment deployment = known.get(arn);
        return deployment == null ? null : deployment.memory();
    }

    /** The deployments of which something else is known than when this was asked last. */
    Set<String> changed() {
        Set<String> asked = changed;
        changed = new HashSet<>(0);
        return asked;
    }

    long passes() {
        return passes;
    }

    /** What one pass asks for: all that was created after an instant, and perhaps one deployment that is older. */
    record Window(Instant after, @Nullable Span straggler) {}

    /** The instants around one creation. */
    record Span(Instant after, Instant before) {}

    /** What the next pass has to ask for. */
    Window window() {
        return new Window(
                floor.minus(EDGE), straggler == null ? null : new Span(straggler.minus(EDGE), straggler.plus(EDGE)));
    }

    /** Whether a pass has shown that one, and it isn't forgotten. */
    boolean isKnown(String arn) {
        return known.containsKey(arn);
    }

    /** Whether that one is known, and isn't over. */
    boolean isInFlight(String arn) {
        KnownDeployment deployment = known.get(arn);
        return deployment != null && !deployment.isOver();
    }

    /** The ARNs of those that aren't over. */
    Set<String> inFlightArns() {
        Set<String> inFlight = new HashSet<>(0);
        known.forEach((arn, deployment) -> {
            if (!deployment.isOver()) {
                inFlight.add(arn);
            }
        });
        return inFlight;
    }

    /** How many deployments take memory. */
    int remembered() {
        return known.size();
    }

    /**
     * What a complete pass has listed.
     *
     * @param rows without {@code null}
     * @param now when the pass began; what was created later may be a lie
     * @param began the same in the scheduler's nanoseconds
     * @param took how long the pass took
     * @return what is news, the oldest deployment first
     */
    List<DeploymentEvent> listed(List<ServiceDeploymentBrief> rows, Instant now, long began, Duration took) {
        List<DeploymentEvent> events = new ArrayList<>();
        List<ServiceDeploymentBrief> oldestFirst = new ArrayList<>(rows);
        oldestFirst.sort(ServiceHistory::oldestFirst);
        passes++;
        for (ServiceDeploymentBrief row : oldestFirst) {
            if (row.serviceDeploymentArn() != null) {
                listed(row, now, took, events);
            }
        }
        forgetMissing(began, events);
        moveOn(rows.size() > PAGE);
        return events;
    }

    private static int oldestFirst(ServiceDeploymentBrief a, ServiceDeploymentBrief b) {
        Instant one = a.createdAt();
        Instant other = b.createdAt();
        return one == null || other == null ? Boolean.compare(one != null, other != null) : one.compareTo(other);
    }

    private void listed(ServiceDeploymentBrief row, Instant now, Duration took, List<DeploymentEvent> events) {
        Instant createdAt = row.createdAt();
        KnownDeployment deployment = known.get(row.serviceDeploymentArn());
        int before = events.size();
        if (deployment != null) {
            deployment.presentIn(passes).listed(service, row, events);
            noteChange(row.serviceDeploymentArn(), events.size() > before);
        } else if (createdAt == null || !createdAt.isBefore(floor)) {
            Origin origin = passes > 1 ? Origin.LIVE : Origin.SNAPSHOT;
            known.put(
                    row.serviceDeploymentArn(),
                    KnownDeployment.first(service, row, origin, events).presentIn(passes));
            noteChange(row.serviceDeploymentArn(), true);
            if (createdAt != null) {
                // It may have been created behind the first page of the pass, which tells of its own time alone.
                Instant until = createdAt.minus(took);
                // One in the future must not move the window over what is yet to come.
                newest = later(newest, until.isBefore(now) ? until : now);
            }
        }
    }

    private void noteChange(String arn, boolean isChanged) {
        if (isChanged) {
            changed.add(arn);
        }
    }

    /**
     * What a description of one deployment brings, whose call began then, in the scheduler's nanoseconds.
     *
     * @param floor how long nothing is told of what only counts on
     */
    List<DeploymentEvent> described(ServiceDeployment details, long began, Duration floor) {
        List<DeploymentEvent> events = new ArrayList<>();
        KnownDeployment deployment = known.get(details.serviceDeploymentArn());
        if (deployment != null) {
            deployment.described(service, details, began, floor, events);
            noteChange(details.serviceDeploymentArn(), !events.isEmpty());
        }
        return events;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private void forgetMissing(long began, List<DeploymentEvent> events) {
        for (Iterator<Map.Entry<String, KnownDeployment>> all = known.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, KnownDeployment> each = all.next();
            KnownDeployment deployment = each.getValue();
            if (deployment.isPresentIn(passes) || !wasAskedFor(deployment.createdAt())) {
                continue;
            }
            long missing = began - deployment.missing(began);
            if (missing > 0 && missing >= overlap.toNanos()) {
                all.remove();
                noteChange(each.getKey(), true);
                if (!deployment.isOver()) {
                    removed(deployment, events);
                }
            }
        }
    }

    private void removed(KnownDeployment deployment, List<DeploymentEvent> events) {
        deployment.rolloutEnded(events);
        events.add(new DeploymentEvent.Removed(service, deployment.row(), 0));
    }

    private boolean wasAskedFor(@Nullable Instant createdAt) {
        return createdAt == null || !createdAt.isBefore(floor) || createdAt.equals(straggler);
    }

    private void moveOn(boolean severalPages) {
        Instant recent = later(floor, newest.minus(overlap));
        Instant oldest = null;
        Instant nextInTurn = null;
        for (KnownDeployment deployment : known.values()) {
            Instant createdAt = deployment.createdAt();
            if (deployment.isOver() || createdAt == null || !createdAt.isBefore(recent)) {
                continue;
            }
            oldest = earlier(createdAt, oldest);
            if (straggler != null && createdAt.isAfter(straggler)) {
                nextInTurn = earlier(createdAt, nextInTurn);
            }
        }
        aside = oldest != null && (aside || severalPages);
        floor = aside || oldest == null ? recent : oldest;
        // In the order of their creation, which goes on whether the last one is still in flight or not.
        straggler = !aside ? null : nextInTurn != null ? nextInTurn : oldest;
        known.entrySet().removeIf(each -> {
            KnownDeployment deployment = each.getValue();
            boolean isPast = deployment.isOver() && isBefore(deployment.createdAt(), floor);
            noteChange(each.getKey(), isPast);
            return isPast;
        });
    }

    private static Instant earlier(Instant a, @Nullable Instant b) {
        return b == null || a.isBefore(b) ? a : b;
    }

    private static boolean isBefore(@Nullable Instant createdAt, Instant edge) {
        return createdAt != null && createdAt.isBefore(edge);
    }

    /** The service is no longer watched. */
    List<DeploymentEvent> left() {
        List<DeploymentEvent> events = new ArrayList<>();
        changed.addAll(known.keySet());
        known.values().stream()
                .filter(deployment -> !deployment.isOver())
                .forEach(deployment -> removed(deployment, events));
        events.add(new DeploymentEvent.ServiceLeft(service));
        return events;
    }
}
