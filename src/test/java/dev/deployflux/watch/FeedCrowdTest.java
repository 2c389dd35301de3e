package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Many subscribers, who come, stall, ask at random and leave. */
class FeedCrowdTest {

    private static final int CROWD = 1_000;
    private static final List<ServiceRef> SERVICES = List.of(ref("web"), ref("api"), ref("jobs"));

    private static DeploymentFeed feed(SimulatedWatch prod) {
        SERVICES.forEach(service -> prod.service(service.service()));
        return prod.watcher().grace(Duration.ZERO).build().feed(Flux.fromIterable(SERVICES));
    }

    private static void deploy(SimulatedWatch prod, Random random) {
        Duration life = Duration.ofSeconds(20 + random.nextInt(300));
        prod.service(SERVICES.get(random.nextInt(SERVICES.size())).service())
                .deploy(
                        random.nextInt(4) == 0
                                ? DeploymentScript.rollback(life, "circuit breaker")
                                : DeploymentScript.successful(life));
    }

    /** Replays what was told, and fails on a gap or a repetition. */
    private static Map<String, String> replay(Listener listener) {
        Map<String, String> state = new HashMap<>();
        for (OfDeployment event : listener.of(OfDeployment.class)) {
            String arn = event.deployment().serviceDeploymentArn();
            if (event instanceof Seen) {
                assertThat(state).as("seen once").doesNotContainKey(arn);
            } else if (event instanceof Changed change) {
                assertThat(change.from().statusAsString()).isEqualTo(state.get(arn));
                assertThat(change.deployment().statusAsString()).isNotEqualTo(state.get(arn));
            }
            state.put(arn, event.deployment().statusAsString());
        }
        return state;
    }

    @Property(tries = 60)
    void whoComesAtAnyMomentIsToldAllOnce(@ForAll long seed, @ForAll @IntRange(max = 3) int demand) {
        Random random = new Random(seed);
        try (SimulatedWatch prod = new SimulatedWatch()) {
            VirtualTimeScheduler.set(prod.time);
            DeploymentFeed feed = feed(prod);
            Listener first = Listener.of(feed.events());
            List<Listener> all = new ArrayList<>(List.of(first));
            for (int i = 0; i < 40; i++) {
                if (random.nextInt(4) == 0) {
                    deploy(prod, random);
                }
                prod.pass(Duration.ofMillis(100 + random.nextInt(9_000)));
                all.add(Listener.of(feed.events(), demand == 0 ? Long.MAX_VALUE : demand));
                all.get(random.nextInt(all.size())).request(1 + random.nextInt(5));
            }
            prod.pass(Duration.ofMinutes(10));
            all.forEach(each -> each.request(Long.MAX_VALUE));
            Map<String, String> truth = replay(first);

            assertThat(all).allSatisfy(each -> assertThat(replay(each)).isEqualTo(truth));
            assertThat(first.of(OfDeployment.class)).allMatch(event -> event.merged() == 0);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void aThousandAThirdOfWhomStallHarmNobodyAndLeaveNothing() {
        Random random = new Random(20260115);
        try (SimulatedWatch prod = new SimulatedWatch()) {
            VirtualTimeScheduler.set(prod.time);
            DeploymentFeed feed = feed(prod);
            List<Listener> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                crowd.add(Listener.of(feed.events(), i % 3 == 0 ? Long.MAX_VALUE : 0));
            }
            int deployed = 0;
            for (int minute = 0; minute < 120; minute++) {
                if (random.nextInt(3) == 0) {
                    deploy(prod, random);
                    deployed++;
                }
                prod.pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
                for (int i = 2; i < CROWD; i += 3) {
                    crowd.get(i).request(1 + random.nextInt(3));
                }
                int bound = 2 * deployed + 2 * SERVICES.size() + 1; // each deployment, and its progress
                assertThat(feed.pending()).allMatch(waiting -> waiting <= bound);
            }
            Map<String, String> truth = replay(crowd.get(0));
            assertThat(truth).hasSize(deployed);
            for (int i = 3; i < CROWD; i += 3) { // all but the first, who saw the services join
                assertThat(crowd.get(i).events).isEqualTo(crowd.get(3).events);
                assertThat(crowd.get(i).of(OfDeployment.class))
                        .isEqualTo(crowd.get(0).of(OfDeployment.class));
            }

            crowd.forEach(each -> each.request(Long.MAX_VALUE));
            assertThat(crowd).allSatisfy(each -> {
                assertThat(replay(each)).isEqualTo(truth);
                assertThat(each.of(Missed.class)).isEmpty();
            });
            assertThat(crowd.get(1).of(OfDeployment.class)).hasSize(deployed);
            assertThat(feed.pending()).hasSize(CROWD).containsOnly(0);

            crowd.forEach(Listener::cancel);
            int calls = prod.calls();
            prod.pass(Duration.ofMinutes(10));
            assertThat(feed.health().subscribers()).isZero();
            assertThat(feed.health().polling()).isFalse();
            assertThat(prod.calls()).isEqualTo(calls);
            assertThat(feed.pending()).isEmpty();
        } finally {
            VirtualTimeScheduler.reset();
        }
    }
}
