package dev.deployflux;

import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** What a subscriber sees when something is wrong with one of many, and that the rest arrives whole, nothing twice. */
@Timeout(60)
class FanOutOverHttpTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedShops shops =
            new SimulatedShops(ecs).cluster("a", 120, 0, 3).cluster("b", 7, 250).cluster("c", 1, 100, 101, 30);
    private final EcsAsyncClient tryingOnce = ecs.clientBuilder()
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    private final ServiceDeployments deployments = ServiceDeployments.create(tryingOnce);

    /** ARNs of the rows that arrived. */
    private final List<String> rows = new ArrayList<>();

    @AfterEach
    void stop() {
        tryingOnce.close();
        ecs.close();
    }

    private StepVerifier.FirstStep<Void> listing(Flux<ServiceRef> services, FanOutOptions options) {
        return listing(deployments, services, options);
    }

    private StepVerifier.FirstStep<Void> listing(
            ServiceDeployments from, Flux<ServiceRef> services, FanOutOptions options) {
        return StepVerifier.create(from.listAll(services, r -> {}, options)
                .doOnNext(row -> rows.add(row.serviceDeploymentArn()))
                .then());
    }

    private void assertRowsOf(Predicate<ServiceRef> which) {
        assertThat(rows).isNotEmpty().containsExactlyInAnyOrderElementsOf(shops.arnsOf(which));
    }

    private void deny(Operation operation, Predicate<Call> which) {
        ecs.faults()
                .inject(
                        operation,
                        FaultRule.of(Fault.accessDenied()).when(which).always());
    }

    private static Predicate<Call> cluster(String name) {
        return call -> call.cluster().equals(Optional.of(name));
    }

    private static void names(Throwable error, String what) {
        assertThat(error.getSuppressed()).singleElement().satisfies(in -> assertThat(in)
                .hasMessage("while listing " + what));
    }

    @Test
    void anUnknownClusterIsNamedBehindTheRowsOfTheOthers() {
        listing(deployments.services("a", "nope", "c"), FanOutOptions.create()).verifyErrorSatisfies(error -> {
            assertThat(error).isExactlyInstanceOf(ClusterNotFoundException.class);
            names(error, "the services of cluster nope");
        });

        assertRowsOf(service -> !service.cluster().equals("b"));
    }

    @Test
    void anUnknownClusterEndsAFanOutThatIsToFailFast() {
        listing(
                        deployments.services("nope", "a"),
                        FanOutOptions.builder().failFast().build())
                .verifyErrorSatisfies(error -> names(error, "the services of cluster nope"));
    }

    @Test
    void anEmptyClusterIsNoServices() {
        shops.cluster("empty");

        listing(deployments.services("empty"), FanOutOptions.create()).verifyComplete();
        assertThat(rows).isEmpty();
        listing(deployments.services("a", "empty", "b"), FanOutOptions.create()).verifyComplete();
        assertRowsOf(service -> !service.cluster().equals("c"));
    }

    @Test
    void anAccountWithoutClustersIsNoRows() {
        try (EcsSimulator bare = EcsSimulator.start()) {
            ServiceDeployments none = ServiceDeployments.create(bare.client());

            listing(none, none.services(none.clusters()), FanOutOptions.create())
                    .verifyComplete();

            assertThat(rows).isEmpty();
            assertThat(bare.calls().count()).isEqualTo(1);
        }
    }

    enum OnFailure {
        FAIL_FAST,
        FAIL_AT_END,
        REPORT
    }

    @ParameterizedTest
    @EnumSource
    void aServiceThatIsDeletedBetweenDiscoveryAndListIsNamed(OnFailure mode) {
        ServiceRef gone = new ServiceRef("b", "s2");
        List<ServiceRef> discovered = deployments
                .services(deployments.clusters())
                .collectList()
                .blockOptional(SOON)
                .orElseThrow();
        assertThat(discovered).containsExactlyInAnyOrderElementsOf(shops.refs());
        List<String> whole = shops.arnsOf(service -> !service.equals(gone));
        shops.service(gone).delete();

        List<ServiceFailure> reported = new ArrayList<>();
        FanOutOptions.Builder options = FanOutOptions.builder();
        switch (mode) {
            case FAIL_FAST -> options.failFast();
            case FAIL_AT_END -> options.failAtEnd();
            case REPORT -> options.reportFailures(reported::add);
        }
        var listing = listing(Flux.fromIterable(discovered), options.build());

        Consumer<ServiceFailure> isThatOne = failure -> {
            assertThat(failure.service()).isEqualTo(gone);
            assertThat(failure.error()).isExactlyInstanceOf(ServiceNotFoundException.class);
        };
        switch (mode) {
            case FAIL_FAST -> {
                listing.verifyErrorSatisfies(error -> {
                    assertThat(error).isExactlyInstanceOf(ServiceNotFoundException.class);
                    names(error, "the deployments of b/s2");
                });
                assertThat(rows).doesNotHaveDuplicates();
                assertThat(whole).containsAll(rows);
            }
            case FAIL_AT_END -> {
                listing.verifyErrorSatisfies(
                        error -> assertThat(error).isInstanceOfSatisfying(FanOutException.class, failed -> {
                            assertThat(failed.failures()).singleElement().satisfies(isThatOne);
                            assertThat(failed)
                                    .hasMessageContaining("b/s2")
                                    .cause()
                                    .hasMessageContaining("not found");
                        }));
                assertThat(rows).containsExactlyInAnyOrderElementsOf(whole);
            }
            case REPORT -> {
                listing.verifyComplete();
                assertThat(reported).singleElement().satisfies(isThatOne);
                assertThat(rows).containsExactlyInAnyOrderElementsOf(whole);
            }
        }
    }

    @Test
    void aClusterWhoseServicesMayNotBeReadIsNamedBehindTheRowsOfTheOthers() {
        deny(LIST_SERVICES, cluster("b"));

        listing(deployments.services("a", "b", "c"), FanOutOptions.create()).verifyErrorSatisfies(error -> {
            assertThat(error).isExactlyInstanceOf(AccessDeniedException.class);
            names(error, "the services of cluster b");
        });

        assertRowsOf(service -> !service.cluster().equals("b"));
    }

    @Test
    void aClusterWhoseDeploymentsMayNotBeReadFailsServiceByService() {
        deny(LIST_SERVICE_DEPLOYMENTS, cluster("b"));

        listing(deployments.services("a", "b", "c"), FanOutOptions.create())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(FanOutException.class, failed -> assertThat(failed.failures())
                                .allSatisfy(failure ->
                                        assertThat(failure.error()).isExactlyInstanceOf(AccessDeniedException.class))
                                .extracting(ServiceFailure::service)
                                .containsExactlyInAnyOrder(new ServiceRef("b", "s1"), new ServiceRef("b", "s2"))));

        assertRowsOf(service -> !service.cluster().equals("b"));
    }

    @Test
    void aClusterAndAServiceThatFailAreBothNamed() {
        deny(LIST_SERVICES, cluster("b"));
        deny(LIST_SERVICE_DEPLOYMENTS, cluster("c"));

        listing(deployments.services("a", "b", "c"), FanOutOptions.create()).verifyErrorSatisfies(error -> {
            assertThat(error).isInstanceOfSatisfying(FanOutException.class, failed -> assertThat(failed.failures())
                    .hasSize(4));
            assertThat(error.getSuppressed())
                    .singleElement()
                    .satisfies(ofCluster -> names(ofCluster, "the services of cluster b"));
        });

        assertRowsOf(service -> service.cluster().equals("a"));
    }

    /** The second page of each service that has one: three of them. */
    @ParameterizedTest
    @CsvSource({"1", "3"})
    void aPageThatBreaksOffIsTriedAgainWithoutRepeatingARow(int breaks) {
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetWithinBody())
                                .when(call -> call.nextToken().isPresent())
                                .times(breaks));

        listing(
                        ServiceDeployments.builder(tryingOnce)
                                .pageRetry(Retry.max(3))
                                .build(),
                        deployments.services("a", "b", "c"),
                        FanOutOptions.create())
                .verifyComplete();

        assertRowsOf(service -> true);
        assertThat(ecs.calls().count(LIST_SERVICE_DEPLOYMENTS))
                .as("nine services, four pages more, and the attempts that broke off")
                .isEqualTo(9 + 4 + breaks);
    }

    @Test
    void aPageThatBreaksOffWithoutARetryCostsItsServiceTheRest() {
        ecs.faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetWithinBody())
                                .when(call -> call.nextToken().isPresent()
                                        && cluster("b").test(call)));

        listing(deployments.services("a", "b", "c"), FanOutOptions.create())
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(FanOutException.class, failed -> assertThat(failed.failures())
                                .extracting(ServiceFailure::service)
                                .containsExactly(new ServiceRef("b", "s2"))));

        List<String> broken = shops.arnsOf(new ServiceRef("b", "s2")::equals);
        assertThat(rows).doesNotHaveDuplicates().filteredOn(broken::contains).hasSize(100);
        rows.removeAll(broken);
        assertRowsOf(service -> !service.equals(new ServiceRef("b", "s2")));
    }

    @Test
    void cancelAbortsAllCallsUnderWay() {
        HeldFault held = Fault.hold();
        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, FaultRule.of(held).skip(3).always());
        List<String> failed = new ArrayList<>();
        Disposable listing = deployments
                .listAll(
                        deployments.services("a", "b", "c"),
                        r -> {},
                        FanOutOptions.builder().concurrency(5).build())
                .map(ServiceDeploymentBrief::serviceDeploymentArn)
                .subscribe(rows::add, error -> failed.add(error.toString()));
        held.reached(5).block(SOON);
        int calls = ecs.calls().count();

        listing.dispose();

        ecs.calls().whenAborted(5).block(SOON);
        held.release();
        // Whatever else it asked for would arrive before this call.
        deployments.list(r -> r.cluster("a").service("s1")).take(1).blockLast(SOON);
        assertThat(ecs.calls().aborted()).isEqualTo(5);
        assertThat(ecs.calls().count()).isEqualTo(calls + 1);
        assertThat(failed).isEmpty();
    }
}
