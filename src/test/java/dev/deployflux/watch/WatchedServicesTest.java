package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
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
}
