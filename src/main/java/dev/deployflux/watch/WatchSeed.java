package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.FeedRow.DeploymentMemory;
import dev.deployflux.watch.FeedRow.LookupNote;
import dev.deployflux.watch.FeedRow.ServiceMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * What a watch goes on from: what the one before it remembered when it told something last.
 *
 * @param services those that it watched
 * @param words its trouble
 * @param lookup the last complete one; {@code null} if there was none
 */
record WatchSeed(
        Map<ServiceRef, OfService> services,
        List<DeploymentEvent> words,
        @Nullable LookupNote lookup) {

    /** There was none before. */
    static final WatchSeed NONE = new WatchSeed(Map.of(), List.of(), null);

    /**
     * One service.
     *
     * @param memory what is known of it
     * @param deployments what is known, by ARN
     */
    record OfService(ServiceMemory memory, Map<String, DeploymentMemory> deployments) {}

    /**
     * From what was kept.
     *
     * @param passes how many of each service this replica has told of: a store may have lost those that were no events
     */
    static WatchSeed of(List<FeedRow> rows, Map<ServiceRef, Long> passes) {
        Map<ServiceRef, OfService> services = new LinkedHashMap<>();
        List<DeploymentEvent> words = new ArrayList<>();
        LookupNote lookup = null;
        for (FeedRow row : rows) {
            if (row instanceof FeedRow.OfService service && service.memory() != null) {
                ServiceMemory memory = service.memory().after(passes.getOrDefault(service.service(), 0L));
                services.put(service.service(), new OfService(memory, new HashMap<>()));
            } else if (row instanceof FeedRow.OfWatch watch) {
                watch.words().forEach(word -> words.add(word.event()));
                lookup = watch.lookup();
            }
        }
        for (FeedRow row : rows) {
            if (row instanceof FeedRow.OfDeployment deployment) {
                OfService service = services.get(deployment.service());
                if (service != null) {
                    DeploymentMemory memory = memory(deployment, service.memory());
                    if (memory != null) {
                        service.deployments.put(memory.row().serviceDeploymentArn(), memory);
                    }
                }
            }
        }
        return new WatchSeed(services, words, lookup);
    }

    /**
     * Nothing is remembered of a deployment that no later pass asks for. If the pass that told of it was written in part, the
     * next one asks for it again.
     */
    private static @Nullable DeploymentMemory memory(FeedRow.OfDeployment deployment, ServiceMemory service) {
        FeedEntry word = deployment.word();
        if (deployment.memory() != null || word == null || !(word.event() instanceof Seen seen)) {
            return deployment.memory();
        }
        ServiceDeploymentBrief row = seen.deployment();
        Instant createdAt = row.createdAt();
        if (createdAt == null || createdAt.isBefore(service.floor())) {
            return null;
        }
        Set<String> told = new HashSet<>();
        seen.notObserved().forEach(passed -> told.add(passed.status().toString()));
        told.add(row.statusAsString());
        return new DeploymentMemory(row, told, null);
    }

    /** The trouble of that kind; {@code null} if there was none. */
    <T extends DeploymentEvent> @Nullable T word(Class<T> kind) {
        return words.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElse(null);
    }
}
