package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Ten thousand hints a second leave what doesn't depend on them in time. */
class HintFloodTest {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int A_STEP = 1_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final DeploymentScript LIFE = DeploymentScript.successful(Duration.ofSeconds(90));
    private static final String LOOKUP = "lookup";
    private static final String LOOK = "look";

    private final SimulatedWatch world = new SimulatedWatch();
    private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
    private final List<ServiceRef> services = new ArrayList<>();
    private final Map<String, Instant> last = new HashMap<>();
    private final Map<String, Duration> longest = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    @AfterEach
    void close() {
        world.close();
    }

    /** As it is two minutes after the beginning, with a quota of 20 calls a second. */
    private Listener watch(int number) {
        IntStream.range(0, number).mapToObj(i -> "service-" + i).forEach(this::name);
        ServiceDeployments deployments = ServiceDeployments.builder(world.client())
                .quota(ApiQuota.builder().scheduler(world.time).build())
                .build();
        Listener listener = Listener.of(world.watcher(deployments)
                .lookupInterval(MINUTE)
                .hints(hints.asFlux())
                .build()
                .watch(Flux.defer(() -> {
                    note(LOOKUP);
                    return Flux.fromIterable(List.copyOf(services));
                })));
        world.pass(MINUTE.multipliedBy(2), STEP);
        world.ecs.calls().clear();
        last.clear();
        longest.clear();
        counts.clear();
        services.forEach(each -> last.put(each.service(), world.now()));
        last.put(LOOK, world.now());
        last.put(LOOKUP, world.now());
        return listener;
    }

    private void name(String service) {
        world.service(service);
        services.add(ref(service));
    }

    private void flood(Duration duration, IntFunction<ServiceRef> hint) {
        int n = 0;
        for (Duration left = duration; !left.isZero(); left = left.minus(STEP)) {
            for (int i = 0; i < A_STEP; i++) {
                hints.tryEmitNext(hint.apply(n++)).orThrow();
            }
            world.pass(STEP, STEP);
            for (Call call : world.ecs.calls().all()) {
                if (call.operation() == LIST_SERVICE_DEPLOYMENTS) {
                    note(call.service().orElseThrow());
                } else if (call.operation() == DESCRIBE_SERVICE_DEPLOYMENTS) {
                    note(LOOK);
                }
            }
            world.ecs.calls().clear();
        }
    }

    private void note(String what) {
        counts.merge(what, 1, Integer::sum);
        Instant before = last.put(what, world.now());
        if (before != null) {
            longest.merge(what, Duration.between(before, world.now()), (a, b) -> a.compareTo(b) < 0 ? b : a);
        }
    }

    /** The longest time without, until now. */
    private Duration longestWithout(String what) {
        note(what);
        return longest.getOrDefault(what, Duration.ZERO);
    }

    @Test
    void ofOneServiceListItEverySecondAndTheOthersInTime() {
        Listener listener = watch(20);
        world.service("service-1").deploy(LIFE);
        flood(MINUTE.multipliedBy(4), n -> services.get(0));

        assertThat(counts.get("service-0")).isBetween(200, 241);
        for (int i = 1; i < 20; i++) {
            assertThat(longestWithout("service-" + i)).isLessThanOrEqualTo(Duration.ofSeconds(62));
        }
        assertThat(listener.deployments()).last().isEqualTo("Changed SUCCESSFUL");
        assertThat(listener.of(FellBehind.class)).isEmpty();
        assertThat(longestWithout(LOOKUP)).isLessThanOrEqualTo(Duration.ofSeconds(61));
    }

    @Test
    void ofAllServicesListThemByTurnsAndLeaveLooksAndLookupsInTime() {
        world.service("service-1").deploy(DeploymentScript.endless(Duration.ofSeconds(10)));
        watch(400);
        flood(MINUTE.multipliedBy(3), n -> services.get(n % 400));

        for (int i = 0; i < 400; i++) {
            assertThat(longestWithout("service-" + i)).isLessThanOrEqualTo(Duration.ofSeconds(25));
        }
        assertThat(longestWithout(LOOK)).isLessThanOrEqualTo(Duration.ofSeconds(13));
        assertThat(longestWithout(LOOKUP)).isLessThanOrEqualTo(Duration.ofSeconds(85));
    }

    @Test
    void ofServicesThatAreNotWatchedCostLookupsAlone() {
        Listener listener = watch(20);
        world.service("service-1").deploy(LIFE);
        flood(MINUTE.multipliedBy(4), n -> ref("unknown-" + n));

        for (int i = 0; i < 20; i++) {
            assertThat(longestWithout("service-" + i)).isLessThanOrEqualTo(Duration.ofSeconds(62));
        }
        assertThat(listener.deployments()).last().isEqualTo("Changed SUCCESSFUL");
        assertThat(counts.get(LOOKUP)).isBetween(19, 21);
    }

    @Test
    void ofBothAtOnceLeaveLookupsAndNewServicesInTime() {
        Listener listener = watch(400);
        listener.take();
        name("new");
        flood(MINUTE.multipliedBy(2), n -> n % 2 == 0 ? services.get(n / 2 % 400) : ref("unknown-" + n));

        assertThat(counts.get(LOOKUP)).isGreaterThanOrEqualTo(3);
        assertThat(longestWithout(LOOKUP)).isLessThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(listener.of(ServiceJoined.class)).hasSize(1);
    }

    @Test
    void passesThatComeEarlyForThemTellNothingOfWhetherTheOthersAreLate() {
        Listener listener = watch(1_900);
        world.pass(MINUTE.multipliedBy(3), STEP);
        assertThat(listener.of(FellBehind.class)).isNotEmpty();
        assertThat(listener.of(CaughtUp.class)).isEmpty();
        for (int i = 0; i < 20; i++) {
            hints.tryEmitNext(services.get(97 * i)).orThrow();
            world.pass(Duration.ofSeconds(3), STEP);
        }
        assertThat(listener.of(CaughtUp.class)).isEmpty();
    }

    @Test
    void endWithTheWatch() {
        Listener listener = watch(20);
        flood(Duration.ofSeconds(2), n -> services.get(n % 20));
        listener.cancel();
        assertThat(hints.currentSubscriberCount()).isZero();
        world.pass(MINUTE, STEP);
        assertThat(world.calls()).isZero();
    }
}
