package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The task sets that a service has had, one after another. Safe for use by many threads. */
final class TaskSets {

    private final SimulatedService service;
    private final List<TaskSet> sets = new CopyOnWriteArrayList<>();

    TaskSets(SimulatedService service) {
        this.service = service;
    }

    /** The one that a service has from the beginning. */
    void begin(Instant now) {
        sets.add(new TaskSet(service, 0, now, Duration.ZERO));
    }

    /** The caller sees to it that there is one at a time. */
    TaskSet replace(Instant now, Duration takes) {
        if (service.controller() == DeploymentControllerType.ECS) {
            throw new IllegalStateException(
                    "ECS deploys %s, without task sets: call deploy(script), or codeDeploy() before anything else"
                            .formatted(service.arn()));
        }
        if (takes.isNegative()) {
            throw new IllegalArgumentException("A deployment takes zero or longer, not %s".formatted(takes));
        }
        TaskSet last = newest();
        if (last != null && now.isBefore(last.end())) {
            throw new IllegalStateException("%s replaces its task set until %s: wait for that, as CodeDeploy does"
                    .formatted(service.arn(), last.end()));
        }
        TaskSet set = new TaskSet(service, sets.size(), now, takes);
        sets.add(set);
        service.account().eventBridge().changed(service, set.news(last));
        return set;
    }

    @Nullable
    TaskSet newest() {
        return sets.isEmpty() ? null : sets.get(sets.size() - 1);
    }

    @Nullable
    TaskSet before(TaskSet set) {
        return set.number() == 0 ? null : sets.get(set.number() - 1);
    }

    /** How many tasks all sets run. */
    int running(TaskCounts wanted, Instant now) {
        int running = 0;
        for (int i = first(now); i <= last(now); i++) {
            running += statusAt(i, now) == null
                    ? 0
                    : counts(sets.get(i), wanted, now).running();
        }
        return running;
    }

    /** Those that there are, each with as many tasks as wanted. */
    ArrayNode json(TaskCounts wanted, Instant now) {
        ArrayNode json = Json.object().putArray("taskSets");
        for (int i = first(now); i <= last(now); i++) {
            String status = statusAt(i, now);
            if (status != null) {
                json.add(json(sets.get(i), next(i, now), status, wanted, now));
            }
        }
        return json;
    }

    /** The newest that answers as of {@code now} know; -1 if none. */
    private int last(Instant now) {
        int last = sets.size() - 1;
        while (last >= 0 && sets.get(last).createdAt().isAfter(now)) {
            last--;
        }
        return last;
    }

    private int first(Instant now) {
        return Math.max(0, last(now) - 1);
    }

    private @Nullable TaskSet next(int i, Instant now) {
        return i < last(now) ? sets.get(i + 1) : null;
    }

    private @Nullable String statusAt(int i, Instant now) {
        return sets.get(i).statusAt(now, next(i, now));
    }

    private static TaskCounts counts(TaskSet set, TaskCounts wanted, Instant now) {
        return set.isSteadyAt(now) ? wanted : new TaskCounts(wanted.requested(), 0, wanted.requested());
    }

    private ObjectNode json(TaskSet set, @Nullable TaskSet next, String status, TaskCounts wanted, Instant now) {
        TaskCounts tasks = counts(set, wanted, now);
        ObjectNode json = Json.object();
        json.put("id", set.id());
        json.put("taskSetArn", set.arn());
        json.put("serviceArn", service.arn());
        json.put("clusterArn", service.cluster().arn());
        if (service.controller() == DeploymentControllerType.CODE_DEPLOY) {
            json.put("startedBy", "CODE_DEPLOY");
            json.put(
                    "externalId",
                    "d-"
                            + DerivedIds.task(set.id(), set.createdAt())
                                    .substring(0, 9)
                                    .toUpperCase(Locale.ROOT));
        }
        json.put("status", status);
        json.put("taskDefinition", service.taskDefinition(set.id()));
        json.put("computedDesiredCount", tasks.requested());
        json.put("pendingCount", tasks.pending());
        json.put("runningCount", tasks.running());
        Json.put(json, "createdAt", set.createdAt());
        Json.put(json, "updatedAt", set.updatedAt(now, next));
        json.put("launchType", "FARGATE");
        json.put("platformVersion", "1.4.0");
        json.putObject("scale").put("value", 100.0).put("unit", "PERCENT");
        json.put("stabilityStatus", set.isSteadyAt(now) ? "STEADY_STATE" : "STABILIZING");
        Json.put(json, "stabilityStatusAt", set.isSteadyAt(now) ? set.steadyFrom() : set.createdAt());
        return json;
    }

    /** Those that answers as of {@code now} know, and those that are gone. */
    Stream<TaskSet> newestFirst(Instant now) {
        int last = last(now);
        return IntStream.rangeClosed(0, last).mapToObj(i -> sets.get(last - i));
    }
}
