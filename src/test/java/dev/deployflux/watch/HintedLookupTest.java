package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Services that hints name and that aren't watched are looked up, seldom. */
class HintedLookupTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedWatch world = new SimulatedWatch();
    private final Sinks.Many<ServiceRef> hints = Sinks.many().multicast().directBestEffort();
    private final Set<ServiceRef> named = new LinkedHashSet<>();
    private final List<Instant> lookups = new ArrayList<>();
    private boolean broken;

    @AfterEach
    void close() {
        world.close();
    }

    private Listener watch(UnaryOperator<DeploymentWatcherBuilder> options) {
        name("web");
        Flux<ServiceRef> services = Flux.defer(() -> {
            lookups.add(world.now());
            return broken ? Flux.error(new IllegalStateException("broken")) : Flux.fromIterable(List.copyOf(named));
        });
        Listener listener = Listener.of(options.apply(
                        world.watcher().idleInterval(Duration.ofMinutes(10)).hints(hints.asFlux()))
                .build()
                .watch(services));
        world.pass(Duration.ofMinutes(2));
        assertThat(lookups).hasSize(1);
        return listener;
    }

    private void name(String service) {
        world.service(service);
        named.add(ref(service));
    }

    private void hint(String name) {
        hints.tryEmitNext(ref(name)).orThrow();
    }

    /** How long after the first one each other lookup was, in seconds. */
    private List<Long> later() {
        return lookups.stream()
                .skip(1)
                .map(each -> Duration.between(lookups.get(0), each).toSeconds())
                .toList();
    }

    @Test
    void oneThatIsNewJoinsAndIsListedWithinASecond() {
        Listener listener = watch(watcher -> watcher);
        name("new");
        world.service("new").deploy(DeploymentScript.successful(Duration.ofMinutes(3)));
        hint("new");
        world.pass(SECOND);

        assertThat(later()).containsExactly(120L);
        assertThat(listener.of(ServiceJoined.class)).hasSize(2);
        assertThat(listener.of(Seen.class)).hasSize(1);
    }

    @Test
    void oneThatJoinsIsListedOnceMoreFiveSecondsLater() {
        Listener listener = watch(watcher -> watcher);
        name("new");
        world.service("new").deploy(DeploymentScript.successful(Duration.ofMinutes(3)), Duration.ofSeconds(3));
        hint("new");
        world.pass(Duration.ofSeconds(4));
        assertThat(listener.of(Seen.class)).isEmpty();
        world.pass(Duration.ofSeconds(2));
        assertThat(listener.of(Seen.class)).hasSize(1);
    }

    @Test
    void oneThatJoinsByItselfIsListedOnce() {
        watch(watcher -> watcher);
        name("new");
        int lists = world.calls(LIST_SERVICE_DEPLOYMENTS);
        world.pass(Duration.ofMinutes(4));
        assertThat(world.calls(LIST_SERVICE_DEPLOYMENTS) - lists).isOne();
    }

    @Test
    void howeverManyAreNamedThereIsALookupAFifthOfTheIntervalAtMost() {
        watch(watcher -> watcher);
        for (int i = 0; i < 600; i++) {
            hint("unknown-" + i);
            world.pass(SECOND);
        }
        assertThat(later()).containsExactly(120L, 180L, 240L, 300L, 360L, 420L, 480L, 540L, 600L, 660L, 720L);
    }

    @Test
    void theSameOneIsLookedUpOnceInAnInterval() {
        watch(watcher -> watcher);
        for (int i = 0; i < 590; i++) {
            hint("unknown");
            world.pass(SECOND);
        }
        assertThat(later()).containsExactly(120L, 420L, 480L); // that in the middle comes without a hint
    }

    @Test
    void oneThatIsExcludedCostsNothing() {
        watch(watcher -> watcher.exclude("prod/sandbox-*"));
        for (int i = 0; i < 170; i++) {
            hint("sandbox-" + i);
            world.pass(SECOND);
        }
        assertThat(later()).isEmpty();
    }

    @Test
    void thePauseBehindALookupThatFailsIsNoShorterAndNoLonger() {
        Listener listener = watch(watcher -> watcher);
        world.pass(Duration.ofMinutes(3).minusSeconds(1));
        broken = true;
        world.pass(SECOND);
        for (int i = 0; i < 320; i++) {
            hint("unknown-" + i);
            world.pass(SECOND);
        }
        assertThat(listener.of(LookupFailing.class))
                .extracting(LookupFailing::retryIn)
                .startsWith(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(later()).containsExactly(300L, 305L, 315L, 335L, 375L, 455L, 615L);
    }

    @Test
    void aHundredThousandLeaveTenThousandBehind() {
        watch(watcher -> watcher);
        List<WeakReference<ServiceRef>> strangers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            ServiceRef stranger = ref("unknown-" + i);
            strangers.add(new WeakReference<>(stranger));
            hints.tryEmitNext(stranger).orThrow();
            if (i % 500 == 0) {
                world.pass(SECOND);
            }
        }
        world.pass(SECOND);
        System.gc();

        assertThat(strangers.stream().filter(each -> each.get() != null).count())
                .isBetween(9_000L, 11_000L);
        assertThat(lookups).hasSizeBetween(4, 6);
    }
}
