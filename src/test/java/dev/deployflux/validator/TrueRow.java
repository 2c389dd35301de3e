package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/**
 * What a row says besides its status: whose it is, and since when. A member that is absent says nothing; nor do ARNs of
 * another form, and instants of a deployment that has had one status from its creation on.
 */
final class TrueRow {

    private static final Pattern CLUSTER = Pattern.compile("arn:.*:cluster/([^/]+)");
    private static final Pattern SERVICE = Pattern.compile("arn:.*:service(?:-revision)?/([^/]+)/([^/]+)(?:/.+)?");

    private TrueRow() {}

    /** What contradicts the truth; {@code null} if nothing does. */
    static @Nullable String fault(TrueDeployment deployment, ServiceDeploymentBrief row) {
        ServiceRef service = deployment.service();
        if (!isOf(CLUSTER, row.clusterArn(), service.cluster())
                || !isOf(SERVICE, row.serviceArn(), service.cluster(), service.service())
                || !isOf(SERVICE, row.targetServiceRevisionArn(), service.cluster(), service.service())) {
            return "it is of " + service + ", but its row names another: " + row;
        }
        Instant createdAt = row.createdAt();
        if (createdAt != null && !Listening.isSame(createdAt, deployment.createdAt())) {
            return "it was created at " + deployment.createdAt() + ", not at " + createdAt;
        }
        if (!isSince(row.startedAt(), step(deployment, ServiceDeploymentStatus.IN_PROGRESS), deployment)
                || !isSince(row.finishedAt(), deployment.end(), deployment)) {
            return "what it did is " + deployment.steps() + ", but it was reported as " + row;
        }
        return null;
    }

    private static boolean isOf(Pattern form, @Nullable String arn, String... names) {
        if (arn == null) {
            return true;
        }
        var parts = form.matcher(arn);
        if (!parts.matches()) {
            return true;
        }
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals(parts.group(i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSince(
            @Nullable Instant told, TrueDeployment.@Nullable Step step, TrueDeployment deployment) {
        return told == null
                || step == null
                || step.since().equals(deployment.createdAt())
                || Listening.isSame(told, step.since());
    }

    private static TrueDeployment.@Nullable Step step(TrueDeployment deployment, ServiceDeploymentStatus status) {
        int place = deployment.indexOf(status);
        return place < 0 ? null : deployment.steps().get(place);
    }
}
