package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.StepVerifier;

/** Who listens to a watcher hears all events of its watches, once. */
class ListenerTest extends FeedScene {

    private final List<DeploymentEvent> heard = new ArrayList<>();
    private final List<Throwable> dropped = new ArrayList<>();

    @AfterEach
    void hearOfWhatIsDropped() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void aFeedTellsItOnceForAllItsSubscribers() {
        feed = feed(prod.watcher().listener(heard::add));
        prod.service("web").deploy(DeploymentScript.successful(Duration.ofMinutes(1)));

        SimulatedWatch.Listener first = listen();
        SimulatedWatch.Listener idle = listen(0);
        prod.pass(Duration.ofMinutes(3));

        assertThat(heard).filteredOn(Seen.class::isInstance).hasSize(1);
        assertThat(heard).filteredOn(PassCompleted.class::isInstance).hasSizeGreaterThan(3);
        assertThat(first.deployments()).isNotEmpty();
        assertThat(idle.deployments()).isEmpty();
    }

    @Test
    void aWatchTellsItWhatItTellsItsSubscriber() {
        List<DeploymentEvent> taken = new ArrayList<>();
        DeploymentWatcher watcher = prod.watcher().listener(heard::add).build();
        prod.service("web").history(3);

        StepVerifier.create(watcher.watch(Flux.just(ref("web")))
                        .doOnNext(taken::add)
                        .take(5))
                .then(() -> prod.pass(SECOND))
                .expectNextCount(5)
                .verifyComplete();

        assertThat(heard).startsWith(taken.toArray(DeploymentEvent[]::new));
    }

    static Stream<Named<Consumer<DeploymentEvent>>> whatAListenerThrowsEndsNothing() {
        return Stream.of(
                Named.of("exception", event -> {
                    throw new IllegalStateException("broken");
                }),
                Named.of("error that Reactor takes for the end of the JVM", event -> {
                    throw new NoClassDefFoundError("broken");
                }));
    }

    @ParameterizedTest
    @MethodSource
    void whatAListenerThrowsEndsNothing(Consumer<DeploymentEvent> broken) {
        Hooks.onErrorDropped(dropped::add);
        feed = feed(prod.watcher().listener(broken).listener(heard::add));
        prod.service("web").history(1);

        SimulatedWatch.Listener listener = listen();

        assertThat(listener.deployments()).hasSize(1);
        assertThat(heard).hasSize(3);
        assertThat(dropped).hasSize(3).allSatisfy(error -> assertThat(error).hasMessage("broken"));

        prod.pass(Duration.ofMinutes(3));
        assertThat(listener.of(PassCompleted.class)).hasSizeGreaterThan(2);
    }
}
