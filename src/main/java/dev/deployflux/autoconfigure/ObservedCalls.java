package dev.deployflux.autoconfigure;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import reactor.core.publisher.Mono;

/** Each call as an observation {@code deployflux.call}, a child of the one in the subscriber's context. */
final class ObservedCalls implements CallObserver {

    private static final String PARENT = ObservationThreadLocalAccessor.KEY;

    private final ObservationRegistry registry;

    ObservedCalls(ObservationRegistry registry) {
        this.registry = registry;
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
