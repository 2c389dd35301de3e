package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The figure to alert on: how late news may be. */
class FeedHealthTest extends FeedScene {

    private void deny(Operation operation) {
        prod.ecs.faults().inject(operation, FaultRule.of(Fault.accessDenied()).always());
    }

    private Duration lag() {
        return feed.health().lag();
    }

    private Duration lag(String service) {
        return Objects.requireNonNull(feed.health().services().get(ref(service)))
                .lag();
    }

    @Test
    void aServiceThatIsReadLagsByNoMoreThanItsInterval() {
        listen();
        prod.pass(Duration.ofHours(1));

        assertThat(lag()).isLessThanOrEqualTo(MINUTE);
    }

    @Test
    void aServiceThatWasNeverReadLagsSinceItJoined() {
        feed = prod.watcher()
                .build()
                .feed(Flux.defer(() -> feed.health().lastLookup() == null
                        ? Flux.just(ref("web"))
                        : Flux.just(ref("web"), ref("api"))));
        listen();
        prod.pass(Duration.ofMinutes(4));
        deny(Operation.LIST_SERVICE_DEPLOYMENTS);
        prod.service("api");

        prod.pass(Duration.ofMinutes(11));

        assertThat(feed.health().services().get(ref("api")))
                .extracting(ServiceHealth::age)
                .isNull();
        assertThat(lag("api")).isEqualTo(Duration.ofMinutes(10).plus(SECOND));
        assertThat(lag("web")).isBetween(Duration.ofMinutes(11), Duration.ofMinutes(12));
        assertThat(lag()).isEqualTo(lag("web"));
    }

    @Test
    void servicesThatCanNotBeLookedUpLagSinceThePollingBegan() {
        deny(Operation.LIST_SERVICES);
        feed = prod.watcher().build().feed(prod.deployments().services("prod"));
        listen();
        prod.pass(Duration.ofMinutes(10));

        assertThat(lag()).isEqualTo(Duration.ofMinutes(10).plus(SECOND));
        assertThat(feed.health().lastLookup()).isNull();
    }

    @Test
    void aLookupThatFindsNoneIsNoLag() {
        feed = prod.watcher().build().feed(Flux.<ServiceRef>empty());
        listen();
        prod.pass(Duration.ofMinutes(10));

        assertThat(lag()).isZero();
        assertThat(feed.health().lastLookup()).isNotNull();
    }

    @Test
    void theTimeWithoutSubscribersDoesNotCount() {
        listen().cancel();
        prod.pass(Duration.ofHours(8));
        assertThat(lag()).isZero();

        deny(Operation.LIST_SERVICE_DEPLOYMENTS);
        listen();

        assertThat(lag()).isEqualTo(SECOND);
    }
}
