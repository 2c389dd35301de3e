package dev.deployflux.benchmarks.ecs;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** Deployments with the members and lengths that ECS's have. */
public final class Rows {

    private static final String PREFIX = "arn:aws:ecs:eu-central-1:123456789012:";

    private Rows() {}

    /** So many of one service, evenly spread over the 90 days before {@code now}, the newest first. */
    public static List<ServiceDeploymentBrief> history(int count, Instant now) {
        return IntStream.range(0, count)
                .mapToObj(i -> finished(
                        "web",
                        i,
                        now.minus(Duration.ofDays(90).multipliedBy(2L * i + 1).dividedBy(2L * count))))
                .toList();
    }

    /** One that is over. */
    public static ServiceDeploymentBrief finished(String service, int number, Instant createdAt) {
        return row(service, number, createdAt, ServiceDeploymentStatus.SUCCESSFUL);
    }

    /** One of that status. */
    public static ServiceDeploymentBrief row(
            String service, int number, Instant createdAt, ServiceDeploymentStatus status) {
        Instant created = createdAt.truncatedTo(ChronoUnit.MILLIS);
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(PREFIX + "service-deployment/prod/%s/%021d".formatted(service, number))
                .serviceArn(PREFIX + "service/prod/" + service)
                .clusterArn(PREFIX + "cluster/prod")
                .targetServiceRevisionArn(PREFIX + "service-revision/prod/%s/%019d".formatted(service, number))
                .createdAt(created)
                .startedAt(created.plusSeconds(9))
                .finishedAt(status == ServiceDeploymentStatus.SUCCESSFUL ? created.plusSeconds(90) : null)
                .status(status)
                .build();
    }
}
