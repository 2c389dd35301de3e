package dev.deployflux.autoconfigure;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;

/** What calls bring, and how long they have waited for the quota. */
final class CountedCalls implements CallObserver {

    private final MeterRegistry registry;

    CountedCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
        Timer.builder("deployflux.quota.wait")
                .description("How long calls have waited for a permit of the quota")
                .tag("operation", call.operation())
                .register(registry)
                .record(call.waited());
        return response.doOnNext(answer -> rows(call, answer)).doOnError(error -> throttled(call, error));
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

    private void throttled(ApiCall call, Throwable error) {
        if (CallOutcome.of(error) == CallOutcome.THROTTLED) {
            Counter.builder("deployflux.throttles")
                    .description("Calls that ECS has throttled, after the client's own retries")
                    .tag("operation", call.operation())
                    .register(registry)
                    .increment();
        }
    }
}
