package dev.deployflux.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** A call for some deployments. Guarded by the lock of its {@link Describer}, save {@link #abandoned}. */
final class DescribeCall {

    final List<DescribedDeployment> asked;

    /** When it began, in the scheduler's nanoseconds. */
    final long began;

    /** Whether all for whom it began are content with the last refusal. */
    final boolean patient;

    /** Completes when nobody wants to know of any of those any more. */
    final Sinks.Empty<Void> abandoned = Sinks.empty();

    DescribeCall(List<DescribedDeployment> asked, long began) {
        this.asked = asked;
        this.began = began;
        this.patient = asked.stream().allMatch(DescribedDeployment::isPatient);
    }

    boolean isWanted() {
        return asked.stream().anyMatch(DescribedDeployment::isWanted);
    }

    /** How many calls in a row have failed with this one, for the deployment for which they are fewest. */
    int failuresInARow() {
        return 1 + asked.stream().mapToInt(each -> each.failures).min().orElse(0);
    }

    /** What the response says of each deployment. */
    Function<DescribedDeployment, Answer> described(DescribeServiceDeploymentsResponse response, long again) {
        Map<String, ServiceDeployment> found = new HashMap<>();
        for (ServiceDeployment each : response.serviceDeployments()) {
            if (each != null && each.serviceDeploymentArn() != null) {
                found.put(each.serviceDeploymentArn(), each);
            }
        }
        Map<String, String> reasons = new HashMap<>();
        for (Failure each : response.failures()) {
            if (each != null && each.arn() != null && each.reason() != null) {
                reasons.put(each.arn(), each.reason());
            }
        }
        return each -> {
            each.alone = false;
            each.failures = 0;
            return new Answer(
                    each.arn, found.get(each.arn), reasons.get(each.arn), null, false, began, late(each), again);
        };
    }

    /** What each deployment is told of a call that has failed. */
    Function<DescribedDeployment, Answer> failed(Throwable error, boolean refused, long again) {
        return each -> {
            each.failures++;
            return new Answer(each.arn, null, null, error, refused, began, late(each), again);
        };
    }

    /**
     * What each is told of a call that isn't made, since it would be refused. When it may be again, deployments are asked for
     * together, in another order each time: it shouldn't always be the same few whose refusals speak for all.
     */
    Function<DescribedDeployment, Answer> denied(Permission.Denial denial, WatchOptions options) {
        return each -> {
            each.alone = false;
            return new Answer(
                    each.arn,
                    null,
                    null,
                    denial.error(),
                    true,
                    began,
                    0,
                    denial.until() + (long) (options.random.getAsDouble() * options.interval.toNanos()));
        };
    }

    private long late(DescribedDeployment each) {
        Long wanted = each.wantedAt();
        return wanted == null ? 0 : Math.max(0, began - wanted);
    }
}
