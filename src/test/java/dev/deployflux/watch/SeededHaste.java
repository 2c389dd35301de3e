package dev.deployflux.watch;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.EcsSimulatorBuilder;
import dev.deployflux.simulator.EventDelivery;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The detector and the hints of a watcher, each of which it may have or not, by a seed; and for how long something may go
 * untold for their sake. Hints come late, twice, or never.
 */
final class SeededHaste {

    /** Longer than a history. */
    private static final Duration NEVER = Duration.ofHours(4);

    private final @Nullable Duration listEvery;
    private final @Nullable EventDelivery hints;
    private final Duration lag;
    private final int events;

    SeededHaste(Random random) {
        listEvery = switch (random.nextInt(12)) {
            case 0, 1, 2 -> Duration.ofMinutes(2 + random.nextInt(3));
            case 3 -> Duration.ofMinutes(15);
            case 4, 5, 6 -> NEVER;
            default -> null;
        };
        hints = random.nextInt(3) > 0
                ? null
                : EventDelivery.prompt()
                        .seed(random.nextLong())
                        .lateUpTo(Duration.ofMillis(random.nextInt(120_000)))
                        .doubled(random.nextInt(3) * 0.2)
                        .lost(random.nextInt(3) * 0.3);
        lag = Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(31));
        events = random.nextInt(4) == 0 ? 0 : 5;
    }

    /** What ECS tells looks. */
    EcsSimulatorBuilder describe(EcsSimulatorBuilder ecs) {
        return ecs.currentDeploymentLag(lag).eventsPerService(events);
    }

    DeploymentWatcherBuilder addTo(DeploymentWatcherBuilder watcher, EcsSimulator ecs) {
        if (listEvery != null) {
            watcher.detector(ServiceFingerprints.create().listEvery(listEvery));
        }
        if (hints != null) {
            watcher.hints(ecs.eventBridge(hints).map(ServiceRef::fromEvent).flatMap(Mono::justOrEmpty));
        }
        return watcher;
    }

    /** Whether what looks don't show is never told. */
    boolean isByLooksAlone() {
        return NEVER.equals(listEvery);
    }

    /** How late looks show what has left no more behind than that it is current. */
    Duration hidden() {
        return listEvery == null || events > 0 ? Duration.ZERO : lag;
    }

    /** How long something may go untold that takes so long without a detector. */
    Duration slack(Duration without) {
        return isByLooksAlone() ? without : without.plus(longestPause());
    }

    /** How long it may take from one pass to the next, likewise. */
    Duration silence(Duration without) {
        return without.plus(longestPause());
    }

    private Duration longestPause() {
        return listEvery == null ? Duration.ZERO : listEvery.multipliedBy(13).dividedBy(10);
    }

    @Override
    public String toString() {
        return "detector " + (listEvery == null ? "off" : "with a list every " + listEvery) + ", hints " + hints
                + ", lag " + lag + ", " + events + " events";
    }
}
