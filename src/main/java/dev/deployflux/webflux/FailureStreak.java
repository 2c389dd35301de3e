package dev.deployflux.webflux;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import reactor.util.Logger;
import reactor.util.Loggers;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Logs why requests aren't answered: one line for the first of each kind, and one when a request is answered again. With
 * wrong credentials every request fails, and the same stack trace of each would fill the application's log.
 */
final class FailureStreak {

    private static final Logger LOG = Loggers.getLogger("dev.deployflux.webflux.DeploymentRoutes");

    private static final String FIRST =
            "A request of deployments failed; more like it aren't logged until one is answered";

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final LongAdder failures = new LongAdder();

    void failed(Throwable error) {
        failures.increment();
        if (!told.add(ErrorCode.of(error))) {
            LOG.debug("A request of deployments failed", error);
        } else if (error instanceof SdkException) {
            LOG.warn(FIRST + ": {}", error.toString());
        } else {
            LOG.warn(FIRST, error);
        }
    }

    void answered() {
        if (!told.isEmpty()) {
            told.clear();
            LOG.info("Requests of deployments are answered again after {} failures", failures.sumThenReset());
        }
    }
}
