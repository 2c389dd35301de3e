package dev.deployflux.watch;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.Service;

/**
 * What of a service's description shows that something may have been deployed. No field is trusted alone: which deployment is
 * current lags behind; rolling updates alone have a rollout state; CODE_DEPLOY and EXTERNAL have task sets in place of
 * deployments; a deployment that was rolled back vanishes.
 *
 * @param current the ARN of the current deployment; empty if there is none
 * @param rollouts revisions, deployments, task sets and the service's status, as text
 * @param newestEvent the id of the newest event; empty if there is none
 * @param deployedAt when the newest of the deployments was created that it still has; {@code null} if there is none
 */
record ServiceFingerprint(
        String current,
        String rollouts,
        String newestEvent,
        @Nullable Instant deployedAt) {

    static ServiceFingerprint of(Service service) {
        String rollouts = Stream.of(
                        Stream.of(text(service.status())),
                        texts(service.currentServiceRevisions(), each -> text(each.arn())),
                        texts(
                                service.deployments(),
                                each -> text(each.id()) + " " + each.status() + " " + each.rolloutStateAsString()),
                        texts(service.taskSets(), each -> text(each.id()) + " " + each.status()))
                .flatMap(each -> each)
                .collect(Collectors.joining(", "));
        String newest = service.events().stream()
                .filter(each -> each != null)
                .findFirst()
                .map(each -> text(each.id()))
                .orElse("");
        Instant deployedAt = service.deployments().stream()
                .filter(each -> each != null && each.createdAt() != null)
                .map(Deployment::createdAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new ServiceFingerprint(text(service.currentServiceDeployment()), rollouts, newest, deployedAt);
    }

    /** ECS doesn't know the service. */
    static ServiceFingerprint missing(@Nullable String reason) {
        return new ServiceFingerprint("", text(reason), "", null);
    }

    private static <T> Stream<String> texts(List<T> all, Function<T, String> text) {
        // Which of two comes first isn't documented.
        return all.stream().filter(each -> each != null).map(text).sorted();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Whether nothing that it still has was deployed after that. */
    boolean isOlderThan(Instant edge) {
        return deployedAt == null || !deployedAt.isAfter(edge);
    }

    /** Whether no more than an event has come since, such as each task that starts brings. */
    boolean hasTheRolloutsOf(ServiceFingerprint other) {
        return current.equals(other.current) && rollouts.equals(other.rollouts);
    }
}
