package dev.deployflux.autoconfigure;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.HasteEvents.OfHaste;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.util.function.Consumer;
import reactor.core.Exceptions;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Puts into the application's log what clients of streams aren't told: why a service or the services can't be read,
 * deployments or services not described, hints don't come, or the store of replicas isn't reached. A line for the first failure
 * in a row, and one when it is over.
 */
final class FailureLog implements Consumer<DeploymentEvent> {

    private static final Logger LOG = Loggers.getLogger(DeploymentWatcher.class);

    @Override
    public void accept(DeploymentEvent event) {
        if (event instanceof ServiceFailing failing && failing.failures() == 1) {
            LOG.warn(
                    "Deployments of {} can't be read, and are tried again: {}",
                    failing.service(),
                    Exceptions.unwrapMultiple(failing.error()));
        } else if (event instanceof ServiceRecovered recovered) {
            LOG.info("Deployments of {} are read again after {} failures", recovered.service(), recovered.failures());
        } else if (event instanceof LookupFailing failing && isNews(failing)) {
            LOG.warn("Services can't be looked up, which is tried again: {}", failing.reason());
        } else if (event instanceof LookupRecovered recovered) {
            LOG.info("Services are looked up again after {} failures", recovered.failures());
        } else if (event instanceof DetailsFailing failing) {
            LOG.warn("{}", failing.reason());
        } else if (event instanceof DetailsRecovered) {
            LOG.info("Deployments in flight are described again");
        } else if (event instanceof OfHaste haste) {
            ofHaste(haste);
        } else if (event instanceof StoreFailing failing) {
            LOG.warn(
                    "What replicas share can't be reached, or refuses to be written, which is tried again: {}",
                    failing.error().toString());
        } else if (event instanceof StoreRecovered) {
            LOG.info("What replicas share can be reached again");
        }
    }

    private static void ofHaste(OfHaste event) {
        if (event instanceof DetectorFailing failing) {
            LOG.warn("{}", failing.reason());
        } else if (event instanceof DetectorRecovered) {
            LOG.info("Services with nothing in flight are described again");
        } else if (event instanceof HintsFailing failing && failing.failures() == 1) {
            LOG.warn(
                    "Hints don't come, so that changes are found by polling alone; their publisher is subscribed to again: {}",
                    failing.error().toString());
        } else if (event instanceof HintsRecovered recovered) {
            LOG.info("Hints come again after {} failures", recovered.failures());
        }
    }

    /** Whether it is the first failure in a row, or a cluster's first while others fail already. */
    private static boolean isNews(LookupFailing failing) {
        return failing.failures() == 1 || failing.clusters().stream().anyMatch(cluster -> cluster.failures() == 1);
    }
}
