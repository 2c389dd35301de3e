package dev.deployflux.micrometer;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Each call as an observation {@code deployflux.call}, with the key values {@code operation} and {@code outcome}: a child of
 * the one in the subscriber's {@code Context}, and so a span, a timer or both, as the registry's handlers have it. Give it to
 * {@link dev.deployflux.ServiceDeploymentsBuilder#observer}.
 */
public final class CallObservations implements CallObserver {

    private static final String PARENT = ObservationThreadLocalAccessor.KEY;

    private final ObservationRegistry registry;

    /**
     * Observations of this registry. A timer needs its {@code DefaultMeterObservationHandler}, which Spring Boot registers.
     *
     * @param registry where each call is observed
     */
    public CallObservations(ObservationRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    @Override
    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
        return Mono.deferContextual(context -> {
            Observation observation = Observation.createNotStarted("deployflux.call", registry)
                    .contextualName("ecs " + call.operation())
                    .lowCardinalityKeyValue("operation", call.operation())
                    .parentObservation(context.<Observation>getOrDefault(PARENT, null))
                    .start();
            return response.doOnSuccess(answer -> outcome(observation, CallOutcome.SUCCESS))
                    .doOnError(error -> outcome(observation.error(error), CallOutcome.of(error)))
                    .doOnCancel(() -> outcome(observation, CallOutcome.CANCELLED))
                    .contextWrite(upstream -> upstream.put(PARENT, observation));
        });
    }

    private static void outcome(Observation observation, CallOutcome outcome) {
        observation
                .lowCardinalityKeyValue(KeyValue.of("outcome", outcome.key()))
                .stop();
    }
}
