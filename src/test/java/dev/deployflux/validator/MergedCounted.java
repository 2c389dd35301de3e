package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * {@link Promise#MERGED_COUNTED}: an event stands for no more changes than there were since the one before, and no more
 * deployments are missed than came and went. Statuses that the SDK doesn't know aren't in the truth, so the answers
 * behind a feed must have none.
 */
final class MergedCounted implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        if (!observed.listening().conflated()) {
            inAWatch(observed, broken);
            return;
        }
        observed.forEachReported((deployment, reports) -> {
            int last = -1;
            for (Report report : reports) {
                int index = deployment.indexOf(report.status());
                int merged = report.event().merged();
                if (merged < 0 || (index > last && merged > index - last - 1)) {
                    broken.accept(
                            deployment.arn(),
                            merged + " changes are merged in " + report.event() + ", but what it did is "
                                    + deployment.steps());
                }
                last = Math.max(last, index);
            }
        });
        long missed = observed.missed();
        long gone = gone(observed);
        if (missed > gone) {
            broken.accept(
                    "the watch", missed + " deployments were missed, but only " + gone + " came and went unreported");
        }
    }

    /** A service that isn't said to stay may come and leave unheard, and all of its deployments with it. */
    private static long gone(Observation observed) {
        Set<String> told = observed.sessions().stream()
                .flatMap(session -> session.reports().stream())
                .filter(report -> report.isEnd() || report.isRemoval())
                .map(Report::arn)
                .collect(Collectors.toSet());
        return observed.truth().deployments().stream()
                .filter(deployment -> !observed.listening().watching().contains(deployment.service())
                        || (deployment.canBeMissed() && !told.contains(deployment.arn())))
                .count();
    }

    private static void inAWatch(Observation observed, BiConsumer<String, String> broken) {
        for (DeploymentEvent event : observed.events()) {
            if (event instanceof DeploymentEvent.Missed
                    || (event instanceof DeploymentEvent.OfDeployment news && news.merged() != 0)) {
                broken.accept("the watch", event + " came, but a watch neither merges nor misses");
            }
        }
    }
}
