package dev.deployflux.watch;

import dev.deployflux.quota.ApiBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** The looks of a watch at its deployments in flight. */
final class DeploymentLooks extends Looks<String, ServiceDeployment> {

    /** The ARNs of those that are looked at, for services that have any. */
    private final Map<ServiceWatch, Set<String>> arns = new ConcurrentHashMap<>();

    DeploymentLooks(Describer<String, ServiceDeployment> describer, Loop loop, WatchOptions options) {
        super(describer, loop, options);
    }

    /** Goes on behind the trouble that was told, if there was any. */
    void restore(RolloutEvents.@Nullable DetailsFailing told) {
        restore(told != null && options.details);
    }

    /** Fails when there are no answers any more. */
    Mono<Void> begin() {
        Mono<Void> lost = begin(options.details);
        arns.clear();
        return lost;
    }

    @Override
    @Nullable
    Followed<String, ServiceDeployment> unfollow(String arn) {
        Followed<String, ServiceDeployment> gone = super.unfollow(arn);
        if (gone != null) {
            arns.computeIfPresent(gone.service, (service, known) -> {
                known.remove(arn);
                return known.isEmpty() ? null : known;
            });
        }
        return gone;
    }

    /**
     * A service has been listed, or couldn't be: these of its deployments are in flight. Looks that rested begin again.
     *
     * @param began when that pass began
     * @return whether all of them are looked at, so that the service isn't listed for them
     */
    boolean follow(ServiceWatch service, Set<String> inFlight, long began) {
        if (!isOpen()) {
            return false; // as end() has left none that is looked at
        }
        for (String arn : arns.getOrDefault(service, Set.of())) {
            if (!inFlight.contains(arn)) {
                unfollow(arn);
            }
        }
        long at = began + options.lengthened(options.interval).toNanos();
        boolean all = true;
        for (String arn : inFlight) {
            Followed<String, ServiceDeployment> each = follow(arn, service);
            arns.computeIfAbsent(service, any -> ConcurrentHashMap.newKeySet()).add(arn);
            if (each.rests) {
                want(each, at);
            }
            all &= isDescribed(each);
        }
        if (!isOpen()) { // cancelled meanwhile
            inFlight.forEach(this::unfollow);
        }
        return all;
    }

    private static boolean isDescribed(Followed<String, ServiceDeployment> each) {
        return !each.hasFailed() && !each.isMissing();
    }

    /** Whether lists take turns with looks, as these would be calls of their own. */
    boolean areOfOneService() {
        return arns.size() == 1;
    }

    @Override
    ApiBucket bucket() {
        return ApiBucket.SERVICE_DEPLOYMENTS;
    }

    @Override
    Duration interval() {
        return options.interval;
    }

    @Override
    List<DeploymentEvent> answered(Followed<String, ServiceDeployment> each, Answer<String, ServiceDeployment> answer) {
        return answer.description() == null ? List.of() : each.service.described(answer.description(), answer.began());
    }

    @Override
    void delivered(Followed<String, ServiceDeployment> each, Answer<String, ServiceDeployment> answer) {
        if (!each.service.history().isInFlight(answer.subject())) {
            unfollow(answer.subject());
            each.service.listBy(options.now(), options.interval); // what superseded it is new
        } else if (!isDescribed(each)) {
            each.service.listBy(each.service.listedAt() + options.interval.toNanos(), options.interval);
            want(each, answer.again());
        } else if (areOfOneService()
                && !each.service.isFailing()
                && each.service.listDue() >= options.now() // else lists are late, and this look isn't to be
                && each.service.listDue() <= answer.again() + options.interval.toNanos()) {
            // A list tells as much of the status of these few, and a call is what it costs.
            each.rests = true;
            each.service.listBy(answer.again(), options.interval);
        } else {
            want(each, answer.again());
        }
    }

    @Override
    DeploymentEvent failing(Throwable error, int followed, Duration retryIn) {
        return new RolloutEvents.DetailsFailing(error, followed, retryIn);
    }

    @Override
    DeploymentEvent recovered() {
        return new RolloutEvents.DetailsRecovered();
    }
}
