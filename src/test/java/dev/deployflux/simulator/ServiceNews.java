package dev.deployflux.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Something that happened to a service: a message among its events, a notice to EventBridge, or both. */
record ServiceNews(
        Instant at, @Nullable String message, @Nullable Notice notice) {

    /** So many tasks at most does a message name one by one. */
    private static final int MOST_TASKS = 4;

    /**
     * What EventBridge gets.
     *
     * @param deploymentId of a change of a deployment's state; null for a service action
     */
    record Notice(
            String eventType,
            String eventName,
            @Nullable String deploymentId,
            @Nullable String reason,
            @Nullable String taskSetArn) {

        static Notice of(String eventType, String eventName, String deploymentId, String reason) {
            return new Notice(eventType, eventName, deploymentId, reason, null);
        }
    }

    static ServiceNews message(Instant at, String who, String what) {
        return new ServiceNews(at, "(" + who + ") " + what, null);
    }

    static ServiceNews started(Instant at, String who, int tasks) {
        return message(at, who, "has started %d tasks: %s.".formatted(tasks, tasks(at, who, tasks)));
    }

    static ServiceNews stopped(Instant at, String who, int tasks) {
        return message(at, who, "has stopped %d running tasks: %s.".formatted(tasks, tasks(at, who, tasks)));
    }

    static ServiceNews draining(Instant at, String who, int tasks) {
        return message(at, who, "has begun draining connections on %d tasks.".formatted(tasks));
    }

    /** Told among the events and to EventBridge. */
    static ServiceNews steady(Instant at, String who) {
        return new ServiceNews(at, steadyMessage(who), new Notice("INFO", "SERVICE_STEADY_STATE", null, null, null));
    }

    static ServiceNews steadyTaskSet(Instant at, String who, String taskSetArn) {
        return new ServiceNews(
                at, steadyMessage(who), new Notice("INFO", "TASKSET_STEADY_STATE", null, null, taskSetArn));
    }

    /** ECS says so again every six hours; nothing of it goes to EventBridge here, lest idle services flood it. */
    static ServiceNews steadyStill(Instant at, String who) {
        return new ServiceNews(at, steadyMessage(who), null);
    }

    private static String steadyMessage(String who) {
        return "(" + who + ") has reached a steady state.";
    }

    private static String tasks(Instant at, String who, int tasks) {
        List<String> names = new ArrayList<>();
        IntStream.range(0, Math.min(tasks, MOST_TASKS))
                .forEach(i -> names.add("(task " + DerivedIds.task(who + i, at) + ")"));
        return String.join(" ", names);
    }
}
