package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.ClusterFailure;
import dev.deployflux.ClusterListener;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;

class DiscoveryTest {

    private final ScriptedAccount account = new ScriptedAccount();
    private final ServiceDeployments deployments = account.deployments();

    @Test
    void clustersAreListedPageByPage() {
        for (int i = 0; i < 250; i++) {
            account.cluster("c" + i, 0, 0);
        }
        StepVerifier.create(deployments.clusters(), 0)
                .expectSubscription()
                .then(() -> assertThat(account.calls()).isEmpty())
                .thenRequest(100)
                .expectNext("arn:aws:ecs:eu-central-1:123456789012:cluster/c0")
                .expectNextCount(99)
                .then(() -> assertThat(account.calls()).containsExactly("clusters"))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(150)
                .verifyComplete();
        assertThat(account.calls()).containsExactly("clusters", "clusters at 100", "clusters at 200");
    }

    @Test
    void servicesComeClusterAfterCluster() {
        account.cluster("prod", 2, 0).cluster("empty", 0, 0).cluster("staging", 1, 0);

        StepVerifier.create(deployments.services("prod", "empty", "staging").map(ServiceRef::toString))
                .expectNext("prod/s1", "prod/s2", "staging/s1")
                .verifyComplete();
    }

    @Test
    void noServicesAreAskedForBeforeTheFirstDemand() {
        account.cluster("prod", 1, 0);

        StepVerifier.create(deployments.services("prod"), 0)
                .expectSubscription()
                .thenCancel()
                .verify();
        StepVerifier.create(deployments.services(Flux.just("prod")), 0)
                .expectSubscription()
                .thenCancel()
                .verify();
        assertThat(account.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void demandForOnePageOfServicesIsOneCall(int demand) {
        account.cluster("prod", 250, 0).cluster("staging", 250, 0);

        StepVerifier.create(deployments.services("prod", "staging").take(demand))
                .expectNextCount(demand)
                .verifyComplete();
        assertThat(account.calls()).containsExactly("services of prod");
    }

    @Test
    void allServicesOfAllClusters() {
        account.cluster("prod", 150, 0).cluster("staging", 1, 0);

        StepVerifier.create(deployments.services(deployments.clusters()).map(ServiceRef::toString))
                .expectNext("prod/s1")
                .expectNextCount(149)
                .expectNext("staging/s1")
                .verifyComplete();
    }

    @Test
    void aClusterIsNamedByAnExceptionThatTakesNoSuppressedOnes() {
        Throwable unnamed = new Unsuppressing();
        ServiceDeployments failing = ServiceDeployments.builder(account)
                .observer(new CallObserver() {
                    @Override
                    public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                        return Mono.error(unnamed);
                    }
                })
                .build();

        StepVerifier.create(failing.services("prod")).verifyErrorSatisfies(error -> assertThat(error)
                .hasMessageStartingWith("while listing the services of cluster prod: ")
                .hasCause(unnamed));
    }

    @Test
    void aClusterThatFailsIsNamedAfterTheServicesOfTheOthers() {
        account.cluster("a", 1, 0).cluster("b", 1, 0).cluster("c", 1, 0).denying("services of b");

        StepVerifier.create(deployments.services("a", "b", "c").map(ServiceRef::toString))
                .expectNext("a/s1", "c/s1")
                .verifyErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(AccessDeniedException.class);
                    assertThat(error.getSuppressed())
                            .anySatisfy(in -> assertThat(in).hasMessage("while listing the services of cluster b"));
                });
    }

    @Test
    void severalClustersThatFailAreAllNamed() {
        account.cluster("a", 1, 0).cluster("b", 1, 0).denying("services of a", "services of b");

        StepVerifier.create(deployments.services("a", "b")).verifyErrorSatisfies(error -> {
            assertThat(Exceptions.unwrapMultiple(error)).hasSize(2).hasOnlyElementsOfType(AccessDeniedException.class);
            assertThat(ClusterFailure.allOf(error))
                    .satisfiesExactly(
                            a -> assertThat(a.toString()).startsWith("a: ").contains("AccessDenied"),
                            b -> assertThat(b.toString()).startsWith("b: ").contains("AccessDenied"));
        });
    }

    @Test
    void anErrorOfSomethingElseNamesNoCluster() {
        assertThat(ClusterFailure.allOf(new IllegalStateException("no config"))).isEmpty();
    }

    @Test
    void whoListensHearsHowEachClusterWasListed() {
        account.cluster("a", 2, 0).cluster("b", 1, 0).cluster("none", 0, 0).denying("services of b");
        List<String> heard = new ArrayList<>();
        ClusterListener listener = new ClusterListener() {
            @Override
            public void listed(String cluster, Set<ServiceRef> services) {
                heard.add(cluster + " " + services.size());
            }

            @Override
            public void failed(ClusterFailure failure) {
                heard.add(failure.cluster() + " failed");
            }
        };

        StepVerifier.create(deployments
                        .services("arn:aws:ecs:eu-central-1:123456789012:cluster/a", "b", "none")
                        .contextWrite(context -> context.put(ClusterListener.class, listener)))
                .expectNextCount(2)
                .verifyError(AccessDeniedException.class);

        assertThat(heard).containsExactly("a 2", "b failed", "none 0");
    }

    @Test
    void aFailureOfTheClustersComesAfterTheServicesOfThoseBefore() {
        account.cluster("a", 1, 0);
        Flux<String> clusters = Flux.just("a").concatWith(Flux.error(new IllegalStateException("no config")));

        StepVerifier.create(deployments.services(clusters).map(ServiceRef::toString))
                .expectNext("a/s1")
                .verifyErrorMessage("no config");
    }

    @Test
    void badClustersAreRefusedBeforeAnyCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(deployments::services)
                .withMessageContaining("services(clusters())");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments.services("prod", " "))
                .withMessageContaining("name each cluster");
        StepVerifier.create(deployments.services(Flux.just(" "))).verifyError(IllegalArgumentException.class);
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void callersMayReuseTheirArray() {
        account.cluster("prod", 1, 0).cluster("staging", 1, 0);
        String[] clusters = {"prod"};
        Flux<ServiceRef> services = deployments.services(clusters);
        clusters[0] = "staging";

        StepVerifier.create(services).expectNext(new ServiceRef("prod", "s1")).verifyComplete();
        assertThat(account.calls()).isEqualTo(List.of("services of prod"));
    }
}
