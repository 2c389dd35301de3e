package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/** Which services a watch follows, in virtual time: those that join and leave, and the lookups that say so. */
class WatchedServicesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedWatch prod = new SimulatedWatch();

    @AfterEach
    void stop() {
        prod.close();
    }

    @Test
    void anUnknownServiceIsReportedAndWatchedOnceItIsThere() {
        prod.ecs.cluster("prod");
        Listener listener = prod.listen(Flux.just(ref("web")));
        assertThat(listener.of(ServiceFailing.class))
                .singleElement()
                .matches(failing -> failing.error() instanceof ServiceNotFoundException);

        prod.service("web").deploy(DeploymentScript.successful(MINUTE));
        prod.pass(Duration.ofMinutes(5));

        assertThat(listener.deployments()).startsWith("Seen PENDING").endsWith("Changed SUCCESSFUL");
    }

    @Test
    void newServicesJoinAndDeletedOnesLeave() {
        prod.service("old").deploy(DeploymentScript.endless(MINUTE));
        Listener listener = prod.listen(prod.deployments().services("prod"));
        listener.take();

        prod.service("new").deploy(DeploymentScript.successful(MINUTE));
        prod.service("old").delete();
        prod.pass(Duration.ofMinutes(6));

        assertThat(listener.of(ServiceJoined.class)).containsExactly(new ServiceJoined(ref("new")));
        assertThat(listener.of(Seen.class))
                .extracting(seen ->
                        seen.service().service() + " " + seen.deployment().statusAsString())
                .containsExactly("new SUCCESSFUL");
        assertThat(listener.of(ServiceLeft.class)).as("named once less").isEmpty();

        prod.pass(Duration.ofMinutes(5));

        assertThat(listener.of(Removed.class)).hasSize(1);
        assertThat(listener.of(ServiceLeft.class)).containsExactly(new ServiceLeft(ref("old")));
        listener.take();
        prod.pass(Duration.ofMinutes(30));
        assertThat(listener.events)
                .allMatch(event -> ((PassCompleted) event).service().equals(ref("new")));
    }

    @Test
    void aServiceCreatedAnewIsWatchedOn() {
        prod.service("web").deploy(DeploymentScript.endless(MINUTE));
        Listener listener = prod.listen("web");
        prod.service("web").delete();
        prod.service("web").deploy(DeploymentScript.successful(MINUTE));

        prod.pass(Duration.ofMinutes(10));

        assertThat(listener.deployments())
                .containsExactly("Seen PENDING", "Seen IN_PROGRESS", "Changed SUCCESSFUL", "Removed PENDING");
    }

    @Test
    void aLookupThatFailsIsReportedAndTakesNothingAway() {
        prod.service("a");
        prod.service("b");
        AtomicInteger lookups = new AtomicInteger();
        Listener listener = prod.listen(Flux.defer(() -> switch (lookups.incrementAndGet()) {
            case 1 -> Flux.just(ref("a"));
            case 2, 3 -> Flux.concat(Flux.just(ref("b")), Flux.error(new IllegalStateException("no permission")));
            default -> Flux.just(ref("a"), ref("b"));
        }));

        prod.pass(Duration.ofMinutes(20));

        assertThat(listener.of(LookupFailing.class))
                .extracting(LookupFailing::failures)
                .containsExactly(1, 2);
        assertThat(listener.of(LookupRecovered.class)).containsExactly(new LookupRecovered(2));
        assertThat(listener.of(ServiceJoined.class))
                .containsExactly(new ServiceJoined(ref("a")), new ServiceJoined(ref("b")));
        assertThat(listener.of(ServiceLeft.class)).isEmpty();
    }

    @Test
    void aLookupThatNeverEndsIsReportedAndItsServicesAreWatched() {
        prod.service("a");
        Listener listener = prod.listen(Flux.just(ref("a")).concatWith(Flux.never()));

        prod.pass(Duration.ofMinutes(5));

        assertThat(listener.of(LookupFailing.class))
                .isNotEmpty()
                .allMatch(failing -> failing.error() instanceof TimeoutException);
        assertThat(listener.of(PassCompleted.class)).isNotEmpty();
    }

    @Test
    void aServiceThatIsNamedTwiceIsWatchedOnce() {
        Listener listener = prod.listen("web", "web");
        prod.pass(MINUTE);

        assertThat(listener.of(ServiceJoined.class)).hasSize(1);
        assertThat(prod.calls()).isEqualTo(2);
    }

    private void deny(String... clusters) {
        prod.ecs.faults().clear();
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> List.of(clusters)
                                        .contains(call.request().path("cluster").stringValue()))
                                .always());
    }

    private void threeClusters() {
        prod.service("old");
        prod.ecs.cluster("staging").service("web");
        prod.ecs.cluster("test").service("web");
    }

    @Test
    void servicesOfClustersThatAreListedWholeLeaveThoughAnotherCanNotBeListed() {
        threeClusters();
        Listener listener = prod.listen(prod.deployments().services("prod", "staging", "test"));
        deny("staging");
        prod.service("old").delete();
        prod.service("new");
        prod.ecs.cluster("staging").service("web").delete();
        listener.take();

        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(ServiceLeft.class)).containsExactly(new ServiceLeft(ref("old")));
        assertThat(listener.of(ServiceJoined.class)).containsExactly(new ServiceJoined(ref("new")));
        assertThat(listener.of(LookupFailing.class)).isNotEmpty().allSatisfy(failing -> {
            assertThat(failing.error()).isInstanceOf(AccessDeniedException.class);
            assertThat(failing.clusters())
                    .extracting(LookupFailing.Cluster::name)
                    .containsExactly("staging");
        });
    }

    @Test
    void newTroubleBehindOldIsTold() {
        threeClusters();
        Listener listener = prod.listen(prod.deployments().services("prod", "staging", "test"));
        deny("staging");
        prod.pass(Duration.ofMinutes(10));
        listener.take();

        deny("staging", "test");
        prod.pass(Duration.ofMinutes(10));
        List<LookupFailing> both = listener.of(LookupFailing.class);
        assertThat(both.get(0).clusters())
                .extracting(LookupFailing.Cluster::name, cluster -> cluster.failures() == 1)
                .containsExactly(tuple("staging", false), tuple("test", true));
        assertThat(both.get(0).reason()).contains("staging: ", "test: ");
        listener.take();

        deny("test");
        prod.pass(Duration.ofMinutes(10));
        assertThat(listener.of(LookupFailing.class).get(0).clusters())
                .extracting(LookupFailing.Cluster::name)
                .containsExactly("test");
    }

    @Test
    void servicesThatGetLostOnTheirWayToTheWatchDoNotLeave() {
        threeClusters();
        // A flatMap lets an error overtake the rows that are inside.
        Listener listener =
                prod.listen(prod.deployments().services("prod", "staging").flatMap(service -> Mono.just(service)
                        .delayElement(Duration.ofMillis(10), prod.time)));
        prod.pass(Duration.ofSeconds(1));
        assertThat(listener.of(ServiceJoined.class)).hasSize(2);
        deny("staging");

        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(LookupFailing.class)).isNotEmpty();
        assertThat(listener.of(ServiceLeft.class)).isEmpty();
    }

    @Test
    void clustersBehindTheOneThatEndsAConcatKeepTheirServices() {
        threeClusters();
        Listener listener = prod.listen(Flux.concat(
                prod.deployments().services("prod", "staging"),
                prod.deployments().services("test")));
        deny("staging");
        prod.ecs.cluster("test").service("web").delete();
        prod.service("old").delete();

        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(ServiceLeft.class)).as("test isn't listed").containsExactly(new ServiceLeft(ref("old")));
    }

    @Test
    void aPublisherThatHidesAFailingClusterTakesNoneOfItsServicesAway() {
        threeClusters();
        Listener listener =
                prod.listen(prod.deployments().services("prod", "staging").onErrorResume(error -> Flux.empty()));
        deny("staging");

        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(ServiceLeft.class)).isEmpty();
    }

    @Test
    void theSameErrorOfSeveralClustersNamesEach() {
        AccessDeniedException shared =
                AccessDeniedException.builder().message("one for all").build();
        EcsAsyncClient denied = new EcsAsyncClient() {
            @Override
            public CompletableFuture<ListServicesResponse> listServices(ListServicesRequest request) {
                return CompletableFuture.failedFuture(shared);
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
        Listener listener = Listener.of(prod.watcher(ServiceDeployments.create(denied))
                .build()
                .watch(ServiceDeployments.create(denied).services("prod", "staging")));
        prod.pass(Duration.ofHours(1));

        assertThat(listener.of(LookupFailing.class)).isNotEmpty().allSatisfy(failing -> assertThat(failing.clusters())
                .extracting(LookupFailing.Cluster::name)
                .containsExactly("prod", "staging"));
    }
}
