package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** This machine's clock is set while a watch goes on: nothing that takes time is told sooner, later or twice. */
class ClockStepTest extends FeedScene {

    private static final int DAY = 86_400;

    private Duration step = Duration.ZERO;

    private DeploymentWatcherBuilder watcher() {
        return prod.watcher().clock(() -> prod.now().plus(step));
    }

    private Listener watch(List<String> told) {
        prod.service("web").deploy(DeploymentScript.endless(Duration.ofHours(9)));
        Listener listener =
                Listener.of(watcher().build().watch(Flux.just(ref("web"))).doOnNext(event -> {
                    if (event instanceof OfDeployment news) {
                        told.add(news.getClass().getSimpleName() + " at " + prod.time.now(TimeUnit.SECONDS));
                    }
                }));
        prod.pass(Duration.ofSeconds(35));
        return listener;
    }

    private void unlist() {
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.absentList()).always());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 240, 600, DAY, -600, -DAY})
    void aDeploymentThatIsNotListedForAWhileIsNotRemoved(int seconds) {
        List<String> told = new ArrayList<>();
        watch(told);

        unlist();
        prod.pass(Duration.ofSeconds(10));
        step = Duration.ofSeconds(seconds);
        prod.pass(Duration.ofSeconds(10));
        prod.ecs.faults().clear();
        prod.pass(Duration.ofMinutes(30));

        assertThat(told).containsExactly("Seen at 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 600, DAY, -600, -3_600, -DAY})
    void aDeploymentThatIsGoneIsRemovedAfterTheOverlap(int seconds) {
        List<String> told = new ArrayList<>();
        watch(told);

        unlist();
        prod.ecs
                .faults()
                .inject(
                        Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.failures(
                                        "MISSING", prod.ecs.truth().get(0).arn()))
                                .always());
        prod.pass(Duration.ofSeconds(10));
        step = Duration.ofSeconds(seconds);
        prod.pass(Duration.ofMinutes(30));

        assertThat(told).containsExactly("Seen at 0", "Removed at 340");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, DAY, -DAY})
    void agesAndLagAreTheTimeThatHasPassed(int seconds) {
        feed = feed(watcher());
        listen();
        prod.pass(Duration.ofMinutes(2));
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());
        step = Duration.ofSeconds(seconds);
        prod.pass(Duration.ofMinutes(10));

        ServiceHealth web = Objects.requireNonNull(feed.health().services().get(ref("web")));
        assertThat(web.age()).isEqualTo(Duration.ofSeconds(601));
        assertThat(web.lag()).isEqualTo(Duration.ofSeconds(601));
        assertThat(feed.health().lag()).isEqualTo(Duration.ofSeconds(601));
        assertThat(web.lastGoodPass())
                .as("as the clock said then")
                .isEqualTo(prod.now().minusSeconds(601));
    }

    @Test
    void aFeedForgetsNothingBecauseTheClockIsSetAhead() {
        feed = feed(watcher().since(Duration.ofHours(1)));
        listen();
        endTwo();

        step = Duration.ofDays(1);
        prod.pass(Duration.ofMinutes(10));

        assertThat(statuses(listen())).containsExactly("Seen SUCCESSFUL", "Seen SUCCESSFUL");
        prod.pass(Duration.ofHours(1));
        assertThat(statuses(listen())).as("the newest alone is that old").containsExactly("Seen SUCCESSFUL");
    }

    @Test
    void aFeedForgetsLaterWhileTheClockIsSetBackAndNotForEver() {
        feed = feed(watcher().since(Duration.ofHours(1)));
        listen();
        endTwo();

        step = Duration.ofHours(-1);
        prod.pass(Duration.ofMinutes(90));
        assertThat(statuses(listen())).hasSize(2);
        prod.pass(Duration.ofMinutes(60));

        assertThat(statuses(listen())).containsExactly("Seen SUCCESSFUL");
    }

    private void endTwo() {
        for (int i = 0; i < 2; i++) {
            prod.service("web").deploy(DeploymentScript.successful(MINUTE));
            prod.pass(Duration.ofMinutes(3));
        }
    }

    /** By a clock that was set ahead the new service's window would begin a day from now. */
    @ParameterizedTest
    @ValueSource(ints = {0, DAY, -DAY})
    void aServiceThatAppearsIsWatchedFromTheLookupBefore(int seconds) {
        List<String> services = new ArrayList<>(List.of("web"));
        prod.service("web");
        Listener listener = Listener.of(watcher()
                .since(Duration.ofSeconds(30))
                .build()
                .watch(Flux.defer(() -> Flux.fromIterable(services)).map(SimulatedWatch::ref)));
        prod.pass(Duration.ofMinutes(1));
        step = Duration.ofSeconds(seconds);
        prod.pass(Duration.ofMinutes(5)); // another lookup
        prod.service("api").deploy(DeploymentScript.endless(SECOND));
        services.add("api");

        prod.pass(Duration.ofMinutes(6));

        assertThat(listener.of(Seen.class)).singleElement().matches(seen -> seen.service()
                .equals(ref("api")));
    }
}
