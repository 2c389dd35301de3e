package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.SimulatedShops;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Three clusters in a simulator, a client that tries each call once, and what a fan-out over them brought. */
abstract class ShopsOverHttp {

    static final Duration SOON = Duration.ofSeconds(20);

    final EcsSimulator ecs = EcsSimulator.start();
    final SimulatedShops shops =
            new SimulatedShops(ecs).cluster("a", 120, 0, 3).cluster("b", 7, 250).cluster("c", 1, 100, 101, 30);
    final EcsAsyncClient tryingOnce = ecs.clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    final ServiceDeployments deployments = ServiceDeployments.create(tryingOnce);

    /** ARNs of the rows that arrived. */
    final List<String> rows = new ArrayList<>();

    @AfterEach
    void stop() {
        tryingOnce.close();
        ecs.close();
    }

    StepVerifier.FirstStep<Void> listing(Flux<ServiceRef> services, FanOutOptions options) {
        return listing(deployments, services, options);
    }

    StepVerifier.FirstStep<Void> listing(ServiceDeployments from, Flux<ServiceRef> services, FanOutOptions options) {
        return StepVerifier.create(from.listAll(services, r -> {}, options)
                .doOnNext(row -> rows.add(row.serviceDeploymentArn()))
                .then());
    }

    void assertRowsOf(Predicate<ServiceRef> which) {
        assertThat(rows).isNotEmpty().containsExactlyInAnyOrderElementsOf(shops.arnsOf(which));
    }

    static Predicate<Call> cluster(String name) {
        return call -> call.cluster().equals(Optional.of(name));
    }

    static void names(Throwable error, String what) {
        assertThat(error.getSuppressed()).singleElement().satisfies(in -> assertThat(in)
                .hasMessage("while listing " + what));
    }
}
