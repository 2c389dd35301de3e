package dev.deployflux.http;

import static dev.deployflux.simulator.Operation.LIST_SERVICES;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutException;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceFailure;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** What a subscriber sees when something is wrong with one of many, and that the rest arrives whole, nothing twice. */
@Timeout(60)
class FanOutOverHttpTest extends ShopsOverHttp {

    private void deny(Operation operation, Predicate<Call> which) {
        ecs.faults()
                .inject(
                        operation,
                        FaultRule.of(Fault.accessDenied()).when(which).always());
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
}
