package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What a watch of deployments in flight costs, in virtual time. */
class DescribedWatchTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofDays(1);

    private final SimulatedWatch prod = new SimulatedWatch();

    @AfterEach
    void stop() {
        prod.close();
    }

    private List<ServiceRef> services(int count, int inFlight) {
        List<ServiceRef> services =
                IntStream.range(0, count).mapToObj(i -> ref("s" + i)).toList();
        services.forEach(service -> prod.service(service.service()));
        services.stream().limit(inFlight).forEach(service -> prod.service(service.service())
                .deploy(DeploymentScript.endless(LONG)));
        return services;
    }

    private int calls(Operation operation) {
        return prod.calls(operation);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fourHundredInFlightCostTwentyTwoCallsAnInterval(long seed) {
        Random random = new Random(seed);
        DeploymentWatcher watcher =
                prod.watcher().jitter(0.1).random(random::nextDouble).build();
        Listener listener = Listener.of(watcher.watch(Flux.fromIterable(services(400, 400))));
        prod.pass(Duration.ofMinutes(2));
        assertThat(listener.of(Seen.class)).hasSize(400);

        int lists = calls(LIST_SERVICE_DEPLOYMENTS);
        for (int i = 0; i < 60; i++) {
            int before = calls(DESCRIBE_SERVICE_DEPLOYMENTS);
            prod.pass(INTERVAL);
            assertThat(calls(DESCRIBE_SERVICE_DEPLOYMENTS) - before).isLessThanOrEqualTo(22);
        }

        assertThat(calls(LIST_SERVICE_DEPLOYMENTS) - lists)
                .as("a list of each a minute")
                .isBetween(3_900, 4_400);
        listener.cancel();
    }

    @Test
    void allOfThemAreLookedAtEachInterval() {
        Listener listener = Listener.of(prod.watcher().build().watch(Flux.fromIterable(services(400, 400))));
        prod.pass(Duration.ofMinutes(2));

        int before = prod.ecs.calls().all().size();
        prod.pass(INTERVAL);

        assertThat(prod.ecs.calls().all().stream()
                        .skip(before)
                        .filter(call -> call.operation() == DESCRIBE_SERVICE_DEPLOYMENTS)
                        .flatMap(call -> call.arns().stream())
                        .distinct())
                .hasSize(400);
        listener.cancel();
    }

    @Test
    void overAThousandServicesAHundredOfThemInFlightFitIntoTheQuota() {
        Random random = new Random(20261129);
        DeploymentWatcher watcher = prod.watcher(ServiceDeployments.builder(prod.client())
                        .quota(ApiQuota.builder().scheduler(prod.time).build())
                        .build())
                .jitter(0.1)
                .random(random::nextDouble)
                .build();
        assertThat(watcher.plan(1_150, 100).isAchievable()).isTrue();

        Listener listener = Listener.of(watcher.watch(Flux.fromIterable(services(1_150, 100))));
        prod.pass(Duration.ofMinutes(3));
        int before = prod.calls();
        prod.pass(Duration.ofMinutes(5));

        assertThat(listener.of(FellBehind.class)).isEmpty();
        assertThat((prod.calls() - before) / 300.0).isBetween(19.0, 20.0);
        listener.cancel();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 19, 20, 21, 45})
    void neverMoreThanPassesOverThoseServicesWouldCost(int inFlight) {
        Listener listener = Listener.of(prod.watcher().build().watch(Flux.fromIterable(services(50, inFlight))));
        prod.pass(Duration.ofMinutes(1));
        int before = prod.calls();

        prod.pass(Duration.ofMinutes(10));

        int passes = 10 * (50 - inFlight) + 60 * inFlight;
        assertThat(prod.calls() - before).isLessThanOrEqualTo(passes + 1);
        listener.cancel();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 15, 19, 20, 60})
    void listsAndLooksOfOneServiceTakeTurns(int idleSeconds) {
        prod.service("web").deploy(DeploymentScript.endless(LONG));
        Listener listener = Listener.of(prod.watcher()
                .idleInterval(Duration.ofSeconds(idleSeconds))
                .build()
                .watch(Flux.just(ref("web"))));
        prod.pass(Duration.ofMinutes(2));
        int lists = calls(LIST_SERVICE_DEPLOYMENTS);
        int before = prod.calls();

        prod.pass(Duration.ofMinutes(10));

        assertThat(prod.calls() - before).isLessThanOrEqualTo(61);
        assertThat(calls(LIST_SERVICE_DEPLOYMENTS) - lists).isBetween(10, 31);
        listener.cancel();
    }

    @Test
    void severalDeploymentsOfOneServiceCostNoMoreThanOne() {
        prod.service("web").deploy(DeploymentScript.endless(LONG));
        prod.service("web").deploy(DeploymentScript.endless(LONG));
        Listener listener = prod.listen("web");
        prod.pass(Duration.ofMinutes(1));
        int before = prod.calls();

        prod.pass(Duration.ofMinutes(10));

        assertThat(prod.calls() - before).isLessThanOrEqualTo(61);
        assertThat(calls(DESCRIBE_SERVICE_DEPLOYMENTS)).isGreaterThan(40);
        listener.cancel();
    }

    @Test
    void theServiceIsListedAtOnceWhenADeploymentEnds() {
        services(3, 3);
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(2)));
        Listener listener = prod.listen("s0", "s1", "s2", "web");
        prod.pass(Duration.ofMinutes(1).plusSeconds(55));
        int before = prod.ecs.calls().all().size();

        prod.pass(INTERVAL.plusSeconds(2));

        assertThat(listener.deployments()).contains("Changed SUCCESSFUL");
        assertThat(prod.ecs.calls().all().stream().skip(before).filter(DescribedWatchTest::listsWeb))
                .hasSize(1);
        listener.cancel();
    }

    private static boolean listsWeb(Call call) {
        return call.operation() == LIST_SERVICE_DEPLOYMENTS
                && call.request().toString().contains("\"web\"");
    }

    @Test
    void whatIsInFlightIsLookedAtInTimeThoughPassesAreLate() {
        List<ServiceRef> services = services(240, 20);
        prod.service("web").deploy(DeploymentScript.endless(LONG));
        DeploymentWatcher watcher = prod.watcher(ServiceDeployments.builder(prod.client())
                        .quota(ApiQuota.builder()
                                .bucket(ApiBucket.SERVICE_DEPLOYMENTS, 10, 2)
                                .scheduler(prod.time)
                                .build())
                        .build())
                .build();
        Listener listener = Listener.of(watcher.watch(Flux.just(ref("web")).concatWith(Flux.fromIterable(services))));
        prod.pass(Duration.ofMinutes(5));
        assertThat(listener.of(FellBehind.class)).isNotEmpty();
        int before = calls(DESCRIBE_SERVICE_DEPLOYMENTS);

        prod.pass(Duration.ofMinutes(10));

        assertThat(calls(DESCRIBE_SERVICE_DEPLOYMENTS) - before)
                .as("two calls every ten seconds, of which each waits for the quota behind some passes")
                .isGreaterThan(70);
        listener.cancel();
    }

    @Test
    void watchesAndWaitsShareTheirLooks() {
        services(20, 20);
        DeploymentWatcher watcher = prod.watcher().build();
        Listener listener = Listener.of(watcher.watch(Flux.range(0, 20).map(i -> ref("s" + i))));
        prod.pass(Duration.ofSeconds(5));
        Listener other = Listener.of(watcher.watch(Flux.range(0, 20).map(i -> ref("s" + i))));
        prod.pass(Duration.ofMinutes(2));
        List<String> arns = listener.of(Seen.class).stream()
                .map(seen -> seen.deployment().serviceDeploymentArn())
                .toList();
        var waits = watcher.awaitOutcomes(Flux.fromIterable(arns)).subscribe();
        prod.pass(Duration.ofMinutes(1));

        int before = calls(DESCRIBE_SERVICE_DEPLOYMENTS);
        prod.pass(Duration.ofMinutes(10));

        assertThat(calls(DESCRIBE_SERVICE_DEPLOYMENTS) - before).isEqualTo(60);
        waits.dispose();
        listener.cancel();
        other.cancel();
        prod.pass(Duration.ofMinutes(1));
        int after = prod.calls();
        prod.pass(Duration.ofHours(1));
        assertThat(prod.calls()).isEqualTo(after);
    }

    @Test
    void aSlowSubscriberSlowsTheLooksDown() {
        services(30, 30);
        Listener listener =
                Listener.of(prod.watcher().build().watch(Flux.range(0, 30).map(i -> ref("s" + i))), 5);
        prod.pass(Duration.ofMinutes(1));
        int before = prod.calls();

        prod.pass(Duration.ofHours(1));

        assertThat(prod.calls() - before).isLessThanOrEqualTo(2);
        listener.request(Long.MAX_VALUE);
        prod.pass(Duration.ofMinutes(1));
        assertThat(listener.of(Seen.class)).hasSize(30);
        assertThat(calls(DESCRIBE_SERVICE_DEPLOYMENTS)).isGreaterThan(5);
        listener.cancel();
    }
}
