package dev.deployflux.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deployflux.FanOutException;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceFailure;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.CountedClient;
import dev.deployflux.fixture.SimulatedShops;
import dev.deployflux.fixture.VirtualTime;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** A region that answers no call for a minute of virtual time, in which a call takes a second. */
@Timeout(60)
class DarkRegionTest {

    private static final Duration FALLS_AT = Duration.ofSeconds(5);
    private static final Duration RISES_AT = Duration.ofSeconds(65);

    private final VirtualTime time = new VirtualTime();
    private final EcsSimulator ecs =
            EcsSimulator.builder().faultScheduler(time.withinCalls()).start();
    private final SimulatedShops shops = new SimulatedShops(ecs);
    private final CountedClient client = new CountedClient(
            ecs.clientBuilder()
                    .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .build(),
            time);

    /** ARNs of the rows that arrived. */
    private final List<String> rows = new ArrayList<>();

    @AfterEach
    void stop() {
        client.close();
        ecs.close();
    }

    static Stream<Fault> darkness() {
        return Stream.of(
                Fault.error("ServerException", "Service Unavailable", 503),
                Fault.resetBeforeResponse(),
                Fault.resetWithinBody());
    }

    private void fiftyServicesInTheDarkBy(Fault fault) {
        for (String cluster : List.of("a", "b", "c", "d", "e")) {
            shops.cluster(cluster, 0, 1, 99, 100, 101, 150, 200, 201, 250, 300);
        }
        Fault slow = Fault.latency(Duration.ofSeconds(1));
        for (Operation operation : Operation.values()) {
            ecs.faults()
                    .inject(operation, FaultRule.of(slow.and(fault)).always().when(call -> isDark()));
            ecs.faults().inject(operation, FaultRule.of(slow).always());
        }
    }

    private boolean isDark() {
        Duration now = time.passed();
        return now.compareTo(FALLS_AT) >= 0 && now.compareTo(RISES_AT) < 0;
    }

    private void list(ServiceDeployments deployments, Flux<ServiceRef> services) {
        time.await(deployments
                .listAll(services)
                .doOnNext(row -> rows.add(row.serviceDeploymentArn()))
                .count());
    }

    @ParameterizedTest
    @MethodSource("darkness")
    void withRetriesAllRowsArriveOnceWhenItIsBack(Fault fault) {
        fiftyServicesInTheDarkBy(fault);
        ServiceDeployments deployments = ServiceDeployments.builder(client)
                .quota(ApiQuota.builder().scheduler(time).build())
                .pageRetry(Retry.backoff(20, Duration.ofSeconds(1))
                        .maxBackoff(Duration.ofSeconds(10))
                        .scheduler(time))
                .build();

        list(deployments, deployments.services(deployments.clusters()));

        assertThat(rows).containsExactlyInAnyOrderElementsOf(shops.arns());
        assertThat(time.passed()).isGreaterThan(RISES_AT);
        assertThat(ecs.calls().all().stream().filter(call -> call.fault().isPresent()))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("darkness")
    void withoutRetriesEachServiceThatFailedIsNamedAndTheOthersAreWhole(Fault fault) {
        fiftyServicesInTheDarkBy(fault);

        FanOutException failed = catchThrowableOfType(
                FanOutException.class, () -> list(ServiceDeployments.create(client), Flux.fromIterable(shops.refs())));

        assertThat(failed.failures())
                .allSatisfy(failure -> assertThat(failure.error()).isInstanceOf(SdkException.class));
        Set<ServiceRef> named =
                failed.failures().stream().map(ServiceFailure::service).collect(Collectors.toSet());
        assertThat(named).hasSameSizeAs(failed.failures()).hasSizeBetween(20, 49);
        assertThat(rows).doesNotHaveDuplicates();
        assertThat(shops.arns()).containsAll(rows);
        List<String> ofNamed = shops.arnsOf(named::contains);
        assertThat(rows)
                .filteredOn(row -> !ofNamed.contains(row))
                .containsExactlyInAnyOrderElementsOf(shops.arnsOf(service -> !named.contains(service)));
    }
}
