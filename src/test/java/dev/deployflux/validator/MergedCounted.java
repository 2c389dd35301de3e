package dev.deployflux.validator;

import dev.deployflux.watch.DeploymentEvent;
import java.util.function.BiConsumer;

/**
 * {@link Promise#MERGED_COUNTED}: an event stands for no more changes than there were since the one before. Statuses that
 * the SDK doesn't know aren't in the truth, so the answers behind a feed must have none.
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
