package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** Events as a feed could tell them, at random, and what is true after them. */
final class LogScript {

    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final List<String> STATUSES = List.of("PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS");
    static final List<String> ENDS = List.of("SUCCESSFUL", "ROLLBACK_SUCCESSFUL");
    private static final List<ServiceDeploymentLifecycleStage> STAGES =
            List.copyOf(ServiceDeploymentLifecycleStage.knownValues());

    private final Random random;
    private final TreeMap<String, ServiceDeploymentBrief> rows = new TreeMap<>();
    private final TreeMap<String, String> stages = new TreeMap<>();
    private final Map<String, AwaitingAction> waits = new LinkedHashMap<>();
    private final TreeSet<String> services = new TreeSet<>();
    private final TreeSet<String> failing = new TreeSet<>();
    private int deployments;

    LogScript(Random random) {
        this.random = random;
    }

    static ServiceDeploymentBrief row(ServiceRef service, String id, String status, Instant createdAt) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn("arn:aws:ecs:eu-central-1:123456789012:service-deployment/" + service + "/" + id)
                .status(status)
                .createdAt(createdAt)
                .build();
    }

    /** What a client shows that has heard of everything. */
    String truth() {
        TreeMap<String, String> statuses = new TreeMap<>();
        rows.forEach((arn, row) -> statuses.put(arn, row.statusAsString()));
        return services + " " + failing + " " + statuses + " " + stages + " " + new TreeSet<>(waits.keySet());
    }

    DeploymentEvent next() {
        ServiceRef service = new ServiceRef("prod", "s" + random.nextInt(3));
        String name = service.toString();
        if (services.add(name)) {
            return new ServiceJoined(service);
        }
        List<ServiceDeploymentBrief> itsOwn = rows.values().stream()
                .filter(row -> row.serviceDeploymentArn().contains("/" + name + "/"))
                .toList();
        return switch (random.nextInt(20)) {
            case 0 -> left(service, itsOwn);
            case 1 -> {
                failing.add(name);
                yield new ServiceFailing(service, new IllegalStateException(), 1, null, Duration.ofSeconds(5));
            }
            case 2 -> {
                failing.remove(name);
                yield new ServiceRecovered(service, 1, null);
            }
            case 3, 4 -> new PassCompleted(service, 1, NOW, Duration.ZERO, 1, 0);
            case 5, 6, 7, 8 ->
                itsOwn.isEmpty() ? created(service) : changed(service, itsOwn.get(random.nextInt(itsOwn.size())));
            case 9, 10, 11 -> created(service);
            default -> itsOwn.isEmpty() ? created(service) : rollout(service, itsOwn);
        };
    }

    private DeploymentEvent rollout(ServiceRef service, List<ServiceDeploymentBrief> itsOwn) {
        ServiceDeploymentBrief row = itsOwn.get(random.nextInt(itsOwn.size()));
        String arn = row.serviceDeploymentArn();
        if (ENDS.contains(row.statusAsString())) {
            return changed(service, row);
        }
        if (random.nextBoolean()) {
            ServiceDeploymentLifecycleStage stage = STAGES.get(random.nextInt(STAGES.size()));
            stages.put(arn, stage.toString());
            return RolloutNews.at(service, row, random.nextInt(5), stage);
        }
        String hook = "hook" + random.nextInt(2);
        AwaitingAction waiting = waits.remove(arn + hook);
        if (waiting != null) {
            return RolloutNews.ended(waiting);
        }
        AwaitingAction wait = RolloutNews.awaiting(service, row, hook, NOW.plusSeconds(random.nextInt(100)));
        waits.put(arn + hook, wait);
        return wait;
    }

    /** What is over has no stage, and waits for nothing. */
    private void over(String arn) {
        stages.remove(arn);
        waits.keySet().removeIf(wait -> wait.startsWith(arn));
    }

    private DeploymentEvent left(ServiceRef service, List<ServiceDeploymentBrief> itsOwn) {
        services.remove(service.toString());
        failing.remove(service.toString());
        itsOwn.forEach(row -> {
            rows.remove(row.serviceDeploymentArn());
            over(row.serviceDeploymentArn());
        });
        return new ServiceLeft(service);
    }

    private DeploymentEvent created(ServiceRef service) {
        String id = String.format("%06d", ++deployments); // none begins with another
        ServiceDeploymentBrief row = row(service, id, "PENDING", NOW.plusMillis(deployments));
        rows.put(row.serviceDeploymentArn(), row);
        return new Seen(service, row, Origin.LIVE, List.of(), 0);
    }

    private DeploymentEvent changed(ServiceRef service, ServiceDeploymentBrief row) {
        String arn = row.serviceDeploymentArn();
        boolean removed = random.nextInt(5) == 0;
        boolean isOver = ENDS.contains(row.statusAsString());
        List<String> statuses = random.nextBoolean() && !isOver ? STATUSES : ENDS;
        if (removed || statuses == ENDS) {
            for (Map.Entry<String, AwaitingAction> wait : waits.entrySet()) {
                if (wait.getKey().startsWith(arn)) {
                    waits.remove(wait.getKey());
                    return RolloutNews.ended(wait.getValue()); // the end of its waits comes first
                }
            }
            over(arn);
        }
        if (removed) {
            rows.remove(arn);
            return new Removed(service, row, 0);
        }
        ServiceDeploymentBrief now = row.toBuilder()
                .status(statuses.get(random.nextInt(statuses.size())))
                .build();
        rows.put(arn, now);
        return new Changed(service, row, now, List.of(), 0);
    }
}
