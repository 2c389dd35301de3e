package dev.deployflux.watch;

import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.util.List;
import java.util.stream.Stream;

/**
 * One event instead of two of the same deployment, the later one of which comes while the earlier one waits:
 *
 * <ul>
 *   <li>seen as a, then a → b: seen as b;
 *   <li>x → a, then a → b: x → b;
 *   <li>x → a, then removed: removed.
 * </ul>
 *
 * <p>Statuses that nobody observed are told of both. The one instead has merged what both had, and one more.
 */
final class DeploymentMerge {

    private DeploymentMerge() {}

    static OfDeployment merge(OfDeployment waiting, OfDeployment news) {
        int merged = waiting.merged() + 1 + news.merged();
        if (news instanceof Removed removed) {
            return new Removed(removed.service(), removed.deployment(), merged);
        }
        List<NotObserved> notObserved = Stream.concat(waiting.notObserved().stream(), news.notObserved().stream())
                .toList();
        if (waiting instanceof Changed changed) {
            return new Changed(news.service(), changed.from(), news.deployment(), notObserved, merged);
        }
        Origin origin = waiting instanceof Seen seen ? seen.origin() : Origin.LIVE;
        return new Seen(news.service(), news.deployment(), origin, notObserved, merged);
    }
}
