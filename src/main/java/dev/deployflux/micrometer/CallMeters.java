package dev.deployflux.micrometer;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/**
 * Meters of the calls: {@code deployflux.quota.wait}, {@code deployflux.page.rows} and {@code deployflux.throttles}, each
 * with the tag {@code operation}. Give it to {@link dev.deployflux.ServiceDeploymentsBuilder#observer}. {@link
 * CallObservations} tell how long calls take and how they end.
 */
public final class CallMeters implements CallObserver {

    private final MeterRegistry registry;

    /**
     * Meters of this registry, which are made when they first have something to tell.
     *
     * @param registry where they are registered
     */
    public CallMeters(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    @Override
    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
        Timer.builder("deployflux.quota.wait")
                .description("How long calls have waited for a permit of the quota")
                .tag("operation", call.operation())
                .register(registry)
                .record(call.waited());
        Counter throttles = Counter.builder(
                        "deployflux.throttles") // from the first call on: a rate needs a 0 to begin with
                .description("Calls that ECS has throttled, after the client's own retries")
                .tag("operation", call.operation())
                .register(registry);
        return response.doOnNext(answer -> rows(call, answer)).doOnError(error -> {
            if (CallOutcome.of(error) == CallOutcome.THROTTLED) {
                throttles.increment();
            }
        });
    }

    private void rows(ApiCall call, Object answer) {
        int rows;
        if (answer instanceof ListServiceDeploymentsResponse page) {
            rows = page.serviceDeployments().size();
        } else if (answer instanceof ListServicesResponse page) {
            rows = page.serviceArns().size();
        } else if (answer instanceof ListClustersResponse page) {
            rows = page.clusterArns().size();
        } else {
            return;
        }
        DistributionSummary.builder("deployflux.page.rows")
                .description("Rows per page; counts pages, sums up rows")
                .baseUnit("rows")
                .tag("operation", call.operation())
                .register(registry)
                .record(rows);
    }
}
