package dev.deployflux.micrometer;

import dev.deployflux.webflux.DeploymentSse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * Meters of the Server-Sent Events: {@code deployflux.sse.clients} and {@code deployflux.sse.clients.max}. Needs Spring's web
 * classes, as they do.
 */
public final class SseMeters implements MeterBinder {

    private final DeploymentSse sse;

    /**
     * The meters of these streams, which they don't keep from being collected.
     *
     * @param sse whose clients are counted
     */
    public SseMeters(DeploymentSse sse) {
        this.sse = Objects.requireNonNull(sse, "sse");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("deployflux.sse.clients", sse, DeploymentSse::clients)
                .description("Clients of the Server-Sent Events")
                .register(registry);
        Gauge.builder("deployflux.sse.clients.max", sse, DeploymentSse::maxClients)
                .description("Clients that the Server-Sent Events serve at once")
                .register(registry);
    }
}
