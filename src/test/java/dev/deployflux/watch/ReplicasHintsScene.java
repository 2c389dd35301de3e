package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Replicas on one store in memory, in virtual time, each with hints of its own. */
abstract class ReplicasHintsScene {

    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration MINUTE = Duration.ofMinutes(1);

    /** Hints as one replica gets them, and how often they were subscribed to. */
    static final class Queue {
        private final Sinks.Many<ServiceRef> sink = Sinks.many().multicast().directBestEffort();
        int subscriptions;
        int now;
        int most;
        int failing;

        private final Flux<ServiceRef> hints = Flux.defer(() -> {
            subscriptions++;
            if (failing-- > 0) {
                return Flux.error(new IllegalStateException("the queue is away"));
            }
            return sink.asFlux()
                    .doOnSubscribe(any -> most = Math.max(most, ++now))
                    .doOnCancel(() -> now--);
        });

        Flux<ServiceRef> hints() {
            return hints;
        }

        void name(String service) {
            sink.tryEmitNext(ref(service)).orThrow();
        }
    }

    final SimulatedWatch prod = new SimulatedWatch();
    private final MemoryFeedStore shared = new MemoryFeedStore("shared", prod.time, 1_000);
    final List<Replica> replicas = new ArrayList<>();
    final Queue ofA = new Queue();
    final Queue ofB = new Queue();

    @BeforeEach
    void useVirtualTime() {
        VirtualTimeScheduler.set(prod.time);
        prod.service("web");
    }

    @AfterEach
    void stop() {
        prod.close();
        VirtualTimeScheduler.reset();
    }

    Replica replica(String name, Queue queue) {
        return replica(name, queue.hints());
    }

    Replica replica(String name, Publisher<ServiceRef> hints) {
        Replica replica = new Replica(name, prod, shared, options -> options.idleInterval(MINUTE.multipliedBy(10))
                .grace(Duration.ZERO)
                .hints(hints));
        replicas.add(replica);
        return replica;
    }

    void pass(Duration time) {
        Replica.pass(prod, time, replicas);
    }

    void deploy() {
        prod.service("web").deploy(DeploymentScript.successful(MINUTE));
    }

    static long count(EntryReader reader, Class<? extends DeploymentEvent> kind) {
        return reader.got.stream()
                .filter(entry -> kind.isInstance(entry.event()))
                .count();
    }
}
