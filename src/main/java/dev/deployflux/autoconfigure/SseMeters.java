package dev.deployflux.autoconfigure;

import dev.deployflux.webflux.DeploymentSse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Who reads the streams. */
record SseMeters(DeploymentSse sse) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("deployflux.sse.clients", sse, DeploymentSse::clients)
                .description("Clients of the Server-Sent Events")
                .register(registry);
    }
}
