package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Call;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Watched services that hints name are listed at once, and once more five seconds later. */
class HintsTest {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final DeploymentScript LIFE = DeploymentScript.successful(Duration.ofMinutes(3));

    private final SimulatedWatch world = new SimulatedWatch();
    private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
    private final Map<String, List<Long>> lists = new HashMap<>();
    private Instant from = Instant.MAX;

    @AfterEach
    void close() {
        world.close();
    }

    /** As it is half a minute after the first passes. */
    private Listener watch(String... names) {
        Listener listener = begin(names);
        world.pass(Duration.ofSeconds(30), STEP);
        measure();
        return listener;
    }

    private Listener begin(String... names) {
        for (String name : names) {
            world.service(name);
        }
        return Listener.of(world.watcher()
                .idleInterval(TEN_MINUTES)
                .hints(hints.asFlux())
                .build()
                .watch(Flux.fromArray(names).map(SimulatedWatch::ref)));
    }

    private void measure() {
        from = world.now();
        world.ecs.calls().clear();
    }

    private void hint(String name) {
        hints.tryEmitNext(ref(name)).orThrow();
        note();
    }

    private void pass(Duration duration) {
        for (Duration left = duration; !left.isZero(); left = left.minus(STEP)) {
            world.pass(STEP, STEP);
            note();
        }
    }

    private void note() {
        long at = Duration.between(from, world.now()).toMillis();
        for (Call call : world.ecs.calls().all()) {
            if (call.operation() == LIST_SERVICE_DEPLOYMENTS) {
                lists.computeIfAbsent(call.service().orElseThrow(), any -> new ArrayList<>())
                        .add(at);
            }
        }
        world.ecs.calls().clear();
    }

    /** When that service has been listed, in milliseconds. */
    private List<Long> lists(String service) {
        return lists.getOrDefault(service, List.of());
    }

    @Test
    void aServiceIsListedAtOnceAndOnceMoreFiveSecondsLater() {
        watch("web", "api");
        hint("web");
        pass(Duration.ofMinutes(9));

        assertThat(lists("web")).containsExactly(0L, 5_000L);
        assertThat(lists("api")).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(lists("web")).containsExactly(0L, 5_000L, 605_000L);
    }

    @Test
    void aDeploymentIsToldWithinASecondOfItsHint() {
        Listener listener = watch("web");
        world.service("web").deploy(LIFE);
        hint("web");
        pass(SECOND);

        assertThat(listener.deployments()).containsExactly("Seen PENDING");
    }

    @Test
    void whatTheFirstListLacksIsToldAfterTheSecond() {
        Listener listener = watch("web");
        world.service("web").deploy(LIFE, Duration.ofSeconds(3));
        hint("web");
        pass(Duration.ofMillis(4_900));
        assertThat(listener.of(Seen.class)).isEmpty();
        pass(Duration.ofMillis(200));
        assertThat(listener.of(Seen.class)).hasSize(1);
    }

    @Test
    void hintsThatComeTogetherAreOne() {
        watch("web");
        for (int i = 0; i < 500; i++) {
            hint("web");
        }
        pass(Duration.ofMinutes(9));
        // The others have come after the list that the first one has brought about had begun.
        assertThat(lists("web")).containsExactly(0L, 1_000L, 6_000L);
    }

    @Test
    void aHintBetweenTheTwoListsHasItListedAtOnceAndFiveSecondsBehindThat() {
        watch("web");
        hint("web");
        pass(Duration.ofSeconds(3));
        hint("web");
        pass(Duration.ofMinutes(9));
        assertThat(lists("web")).containsExactly(0L, 3_000L, 8_000L);
    }

    @Test
    void aHintWhileAPassIsUnderWayHasItListedAgainBehindThat() {
        Listener listener = watch("web");
        world.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.latency(Duration.ofSeconds(4)));
        hint("web");
        pass(Duration.ofSeconds(2));
        world.service("web").deploy(LIFE);
        hint("web");
        pass(Duration.ofSeconds(1));
        hint("web");
        pass(Duration.ofSeconds(6));

        assertThat(lists("web")).containsExactly(0L, 4_000L, 9_000L);
        assertThat(listener.of(Seen.class)).hasSize(1);
    }

    @Test
    void aHintDuringTheFirstPassHasItListedAgainBehindThat() {
        world.ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, Fault.latency(Duration.ofSeconds(4)));
        begin("web");
        measure();
        pass(Duration.ofSeconds(2));
        world.service("web").deploy(LIFE);
        hint("web");
        pass(TEN_MINUTES.minusSeconds(30));

        assertThat(lists("web")).startsWith(4_000L, 9_000L);
    }

    @Test
    void aHintHastensTheFirstPassOfAServiceWhoseTurnIsLater() {
        String[] names = new String[2_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "service-" + i;
        }
        begin(names);
        world.pass(SECOND, STEP);
        measure();
        hint("service-1999");
        pass(Duration.ofMinutes(2));

        assertThat(lists("service-1999")).containsExactly(0L, 5_000L);
    }

    @Test
    void aHintLeavesThePauseBehindAFailureAsItIsAndIsGoodAfterwards() {
        Listener listener = watch("web");
        world.ecs
                .faults()
                .inject(
                        LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).times(3));
        hint("web");
        for (int i = 0; i < 30; i++) {
            pass(SECOND);
            hint("web");
        }
        assertThat(listener.of(ServiceFailing.class))
                .extracting(ServiceFailing::retryIn)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(lists("web")).containsExactly(0L, 5_000L, 15_000L);

        pass(Duration.ofMinutes(5));
        assertThat(lists("web")).containsExactly(0L, 5_000L, 15_000L, 35_000L, 40_000L);
    }

    @Test
    void aServiceThatDeploysIsListedAtAHintAndDescribedAsEver() {
        Listener listener = watch("web");
        world.service("web").deploy(LIFE);
        hint("web");
        pass(Duration.ofSeconds(60));
        world.service("web").deploy(LIFE);
        hint("web");
        pass(SECOND);

        assertThat(listener.of(Seen.class)).hasSize(2);
    }
}
