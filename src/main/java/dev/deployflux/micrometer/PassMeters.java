package dev.deployflux.micrometer;

import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Consumer;

/**
 * Meters of watches and feeds: {@code deployflux.watch.pass}, and {@code deployflux.watch.failures} with the tag
 * {@code turn}. Give it to {@link dev.deployflux.watch.DeploymentWatcherBuilder#listener}.
 */
public final class PassMeters implements Consumer<DeploymentEvent> {

    private final Timer passes;
    private final Counter passFailures;
    private final Counter lookupFailures;

    /**
     * Registers the meters.
     *
     * @param registry where
     */
    public PassMeters(MeterRegistry registry) {
        passes = Timer.builder("deployflux.watch.pass")
                .description("Complete passes over a service, from the first call to the last page")
                .register(registry);
        passFailures = failures(registry, "pass");
        lookupFailures = failures(registry, "lookup");
    }

    private static Counter failures(MeterRegistry registry, String turn) {
        return Counter.builder("deployflux.watch.failures")
                .description("Passes over a service, and lookups of the services, that have failed")
                .tag("turn", turn)
                .register(registry);
    }

    @Override
    public void accept(DeploymentEvent event) {
        if (event instanceof PassCompleted pass) {
            passes.record(pass.took());
        } else if (event instanceof ServiceFailing) {
            passFailures.increment();
        } else if (event instanceof LookupFailing) {
            lookupFailures.increment();
        }
    }
}
