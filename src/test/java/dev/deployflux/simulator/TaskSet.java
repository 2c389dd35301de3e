package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of tasks of a service that CodeDeploy or another controller deploys. It is steady after two fifths of the time that
 * its deployment takes, primary after half of it, and from three quarters on the one before drains, which is gone at the
 * end.
 *
 * @param number counts the sets of a service from 0
 */
record TaskSet(SimulatedService service, int number, Instant createdAt, Duration takes) {

    String id() {
        return DerivedIds.ecsSvc(service.arn() + " task set " + number);
    }

    String arn() {
        return service.account().settings().arns().prefix() + "task-set/"
                + service.cluster().name() + "/" + service.name() + "/" + id();
    }

    Instant steadyFrom() {
        return createdAt.plus(takes.multipliedBy(2).dividedBy(5));
    }

    Instant primaryFrom() {
        return createdAt.plus(takes.dividedBy(2));
    }

    /** From when on the one before drains. */
    Instant drainsFrom() {
        return createdAt.plus(takes.multipliedBy(3).dividedBy(4));
    }

    Instant end() {
        return createdAt.plus(takes);
    }

    boolean isSteadyAt(Instant now) {
        return !now.isBefore(steadyFrom());
    }

    /** Its status beside the one that comes after it; null once it is gone. */
    @Nullable
    String statusAt(Instant now, @Nullable TaskSet next) {
        if (now.isBefore(primaryFrom())) {
            return "ACTIVE";
        }
        if (next == null || now.isBefore(next.primaryFrom())) {
            return "PRIMARY";
        }
        return now.isBefore(next.end()) ? now.isBefore(next.drainsFrom()) ? "ACTIVE" : "DRAINING" : null;
    }

    /** When its status or its stability changed last. */
    Instant updatedAt(Instant now, @Nullable TaskSet next) {
        List<Instant> changes = new ArrayList<>(List.of(createdAt, steadyFrom(), primaryFrom()));
        if (next != null) {
            changes.add(next.primaryFrom());
            changes.add(next.drainsFrom());
        }
        return changes.stream()
                .filter(change -> !change.isAfter(now))
                .max(Instant::compareTo)
                .orElse(createdAt);
    }

    /** What its deployment tells, the oldest first; the first set of a service comes with it, and replaces none. */
    List<ServiceNews> news(@Nullable TaskSet before) {
        String who = service.eventName() + ", taskSet " + id();
        List<ServiceNews> news = new ArrayList<>();
        news.add(ServiceNews.started(createdAt, who, TaskCounts.DESIRED));
        news.add(ServiceNews.steadyTaskSet(steadyFrom(), who, arn()));
        if (before != null) {
            String old = service.eventName() + ", taskSet " + before.id();
            news.add(ServiceNews.draining(drainsFrom(), old, TaskCounts.DESIRED));
            news.add(ServiceNews.stopped(end(), old, TaskCounts.DESIRED));
        }
        news.add(ServiceNews.steady(end(), service.eventName()));
        return news;
    }
}
