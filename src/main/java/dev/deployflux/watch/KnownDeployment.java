package dev.deployflux.watch;

import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** One deployment as it has been reported, and whether a row of it is news. */
final class KnownDeployment {

    private ServiceDeploymentBrief row;

    /** Whether that row is over. It is kept, as each pass asks, and a row's status is a look into the SDK's table of names. */
    private boolean over;

    /** The last pass that listed it. */
    private long pass;

    /** Known to the SDK; with those that were told as not observed. */
    private final Set<ServiceDeploymentStatus> told = EnumSet.noneOf(ServiceDeploymentStatus.class);

    /** Unknown to the SDK: rarely any. */
    private final Set<String> othersTold = new HashSet<>(0);

    /**
     * When the first pass in a row began that asked for it and didn't list it, in the scheduler's nanoseconds; {@code null}
     * if the last one listed it.
     */
    private @Nullable Long missingSince;

    /** {@code null} if it was never described in flight. */
    private @Nullable KnownRollout rollout;

    private KnownDeployment(ServiceDeploymentBrief row) {
        this.row = row;
        this.over = DeploymentOperators.isTerminal(row);
    }

    /** Goes on from what was remembered. */
    static KnownDeployment restored(ServiceRef service, DeploymentMemory memory) {
        KnownDeployment known = new KnownDeployment(memory.row());
        for (String status : memory.told()) {
            ServiceDeploymentStatus named = ServiceDeploymentStatus.fromValue(status);
            if (named == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
                known.othersTold.add(status);
            } else {
                known.told.add(named);
            }
        }
        known.rollout = memory.rollout() == null ? null : new KnownRollout(service, memory.rollout());
        return known;
    }

    DeploymentMemory memory() {
        Set<String> statuses = new LinkedHashSet<>(othersTold);
        told.forEach(status -> statuses.add(status.toString()));
        return new DeploymentMemory(row, statuses, rollout == null || over ? null : rollout.memory());
    }

    /** Remembers a deployment that is listed for the first time, and adds the event that says so. */
    static KnownDeployment first(
            ServiceRef service, ServiceDeploymentBrief row, Origin origin, List<DeploymentEvent> events) {
        KnownDeployment known = new KnownDeployment(row);
        List<NotObserved> passed = known.passedBy(row);
        known.tell(row);
        events.add(new DeploymentEvent.Seen(service, row, origin, passed, 0));
        return known;
    }

    /** Adds an event if the row has a status that comes after those that were told. */
    void listed(ServiceRef service, ServiceDeploymentBrief latest, List<DeploymentEvent> events) {
        missingSince = null;
        if (isNews(latest)) {
            List<NotObserved> passed = passedBy(latest);
            tell(latest);
            if (DeploymentOperators.isTerminal(latest)) {
                rolloutEnded(events);
            }
            events.add(new DeploymentEvent.Changed(service, row, latest, passed, 0));
            row = latest;
            over = DeploymentOperators.isTerminal(latest);
        }
    }

    /** Adds what this description of it tells that is news; of an older one at most the status is. */
    void described(
            ServiceRef service, ServiceDeployment details, long now, Duration floor, List<DeploymentEvent> events) {
        if (over) {
            return;
        }
        rollout = rollout == null ? new KnownRollout(service) : rollout;
        boolean outdated = rollout.isOutdated(details);
        ServiceDeploymentBrief before = row;
        List<DeploymentEvent> ofStatus = new ArrayList<>(1);
        boolean ends = !outdated && DescribedOutcome.of(details) != null;
        if (ends) {
            rollout.waitsEnded(before, details, events); // before the status is told
        }
        listed(service, DescribedOutcome.row(details), ofStatus);
        boolean goesOn = !outdated && !over && isOfThisAge(details);
        if (goesOn) {
            rollout.waitsEnded(before, details, events);
        }
        events.addAll(ofStatus);
        if (goesOn) {
            rollout.described(row, details, now, floor, events);
        }
    }

    /** Whether it has the status that was told last, or that one has no place in the order. */
    private boolean isOfThisAge(ServiceDeployment details) {
        return Objects.equals(row.statusAsString(), details.statusAsString())
                || row.status() == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION;
    }

    /** Nobody will tell what it is at any more. */
    void rolloutEnded(List<DeploymentEvent> events) {
        if (rollout != null) {
            rollout.ended(row, events);
        }
    }

    /** Notes that this pass lists it. */
    KnownDeployment presentIn(long number) {
        pass = number;
        return this;
    }

    boolean isPresentIn(long number) {
        return pass == number;
    }

    private boolean isNews(ServiceDeploymentBrief latest) {
        if (over || Objects.equals(latest.statusAsString(), row.statusAsString())) {
            return false;
        }
        ServiceDeploymentStatus status = latest.status();
        if (status == null) {
            return false;
        }
        if (status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
            return !othersTold.contains(latest.statusAsString());
        }
        return DeploymentOperators.isTerminal(latest) || (!told.contains(status) && StatusOrder.isLater(status, told));
    }

    private void tell(ServiceDeploymentBrief latest) {
        ServiceDeploymentStatus status = latest.status();
        if (status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
            othersTold.add(latest.statusAsString());
        } else if (status != null) {
            told.add(status);
        }
    }

    /** The statuses that come before this row's for certain and were not told. */
    private List<NotObserved> passedBy(ServiceDeploymentBrief latest) {
        List<NotObserved> passed = new ArrayList<>(0);
        ServiceDeploymentStatus status = latest.status();
        if (status == null) {
            return passed;
        }
        if (status != PENDING && told.isEmpty()) { // every deployment begins with it, whatever comes next
            pass(PENDING, latest.createdAt(), passed);
        }
        if (status == ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION) {
            return passed;
        }
        boolean wasPending = told.equals(EnumSet.of(PENDING)) && othersTold.isEmpty();
        if (status != PENDING && status != IN_PROGRESS && wasPending && latest.startedAt() != null) {
            pass(IN_PROGRESS, latest.startedAt(), passed);
        }
        if (status == ROLLBACK_SUCCESSFUL || status == ROLLBACK_FAILED) {
            pass(ROLLBACK_IN_PROGRESS, null, passed);
        }
        return passed;
    }

    private void pass(ServiceDeploymentStatus status, @Nullable Instant at, List<NotObserved> passed) {
        if (told.add(status)) {
            passed.add(new NotObserved(status, at));
        }
    }

    /** A pass that asked for it, and began then, didn't list it. Returns since when that has been so. */
    long missing(long began) {
        if (missingSince == null) {
            missingSince = began;
        }
        return missingSince;
    }

    ServiceDeploymentBrief row() {
        return row;
    }

    @Nullable
    Instant createdAt() {
        return row.createdAt();
    }

    boolean isOver() {
        return over;
    }
}
