package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    private List<ServiceRef> late() {
        FeedHealth health = feed.health();
        return health.services().entrySet().stream()
                .filter(service -> !health.times().isInTime(service.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void aServiceIsLateOnceItsLastPassIsOlderThanTwoIdleIntervals() {
        prod.service("web");
        feed = prod.watcher().build().feed(Flux.just(ref("web"), ref("never")));
        listen();
        prod.pass(Duration.ofMinutes(5));
        assertThat(late()).containsExactly(ref("never"));

        deny(Operation.LIST_SERVICE_DEPLOYMENTS);
        prod.pass(Duration.ofSeconds(55));
        assertThat(late()).containsExactly(ref("never"));
        prod.pass(Duration.ofSeconds(70));

        assertThat(late()).containsExactly(ref("web"), ref("never"));
    }

    @Test
    void whatWasReadBeforeATimeWithoutSubscribersIsLateUntilItIsReadAgain() {
        prod.service("web");
        feed = prod.watcher().build().feed(Flux.just(ref("web")));
        listen().cancel();
        assertThat(late()).isEmpty();
        prod.pass(Duration.ofHours(8));
        assertThat(late()).containsExactly(ref("web"));

        listen();
        prod.pass(SECOND);

        assertThat(late()).isEmpty();
    }

    @Test
    void itTellsTheFeedsTimeAndHowFarBackItLooks() {
        feed = prod.watcher().since(Duration.ofHours(6)).build().feed(Flux.just(ref("web")));
        Instant before = feed.health().times().asOf();

        prod.pass(Duration.ofMinutes(3));

        assertThat(feed.health().times().window()).isEqualTo(Duration.ofHours(6));
        assertThat(feed.health().times().asOf()).isEqualTo(before.plus(Duration.ofMinutes(3)));
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

    /** A feed of the services good and bad, the second of which is always refused. */
    private void oneIsRefused() {
        prod.service("good");
        prod.service("bad");
        denyService("bad");
        feed = prod.watcher().build().feed(Flux.just(ref("good"), ref("bad")));
    }

    private void denyService(String name) {
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.service().orElse("").equals(name))
                                .always());
    }

    @Test
    void aServiceThatIsAlwaysRefusedIsNamedAndDoesNotLag() {
        oneIsRefused();
        listen();
        prod.pass(Duration.ofHours(3));

        assertThat(lag()).isLessThanOrEqualTo(MINUTE);
        assertThat(lag("bad")).isGreaterThan(Duration.ofHours(2));
        assertThat(feed.health().unreadable()).containsExactly(ref("bad"));
    }

    @Test
    void whereNothingCanBeReadTheLagIsOfAll() {
        oneIsRefused();
        denyService("good");
        listen();
        prod.pass(Duration.ofHours(3));

        assertThat(lag()).isGreaterThan(Duration.ofHours(2));
        assertThat(feed.health().unreadable()).containsExactly(ref("good"), ref("bad"));
    }

    @Test
    void aServiceThatFailsIsUnreadableFromTheThirdTimeOnUntilItIsReadAgain() {
        prod.service("other");
        prod.ecs
                .faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError())
                                .when(call -> call.service().orElse("").equals("web"))
                                .always());
        feed = prod.watcher().build().feed(Flux.just(ref("web"), ref("other")));
        listen();
        prod.pass(Duration.ofSeconds(10));
        assertThat(feed.health().services().get(ref("web")))
                .extracting(ServiceHealth::failures)
                .isEqualTo(2);
        assertThat(feed.health().unreadable()).isEmpty();

        prod.pass(Duration.ofSeconds(10));
        assertThat(feed.health().unreadable()).containsExactly(ref("web"));

        prod.ecs.faults().clear();
        prod.pass(Duration.ofMinutes(10));
        assertThat(feed.health().unreadable()).isEmpty();
    }

    @Test
    void excludedServicesAreCountedAndCostNoCall() {
        prod.ecs.cluster("test").service("canary");
        prod.service("sandbox-1");
        prod.service("web-1");
        feed = prod.watcher()
                .exclude("prod/sandbox-*", "*/canary")
                .exclude("arn:aws:ecs:eu-central-1:123456789012:service/prod/webX1", "prod/web.1")
                .build()
                .feed(prod.deployments().services("prod", "test"));
        SimulatedWatch.Listener listener = listen();
        prod.pass(Duration.ofMinutes(10));

        assertThat(listener.of(DeploymentEvent.ServiceJoined.class))
                .extracting(joined -> joined.service().service())
                .containsExactlyInAnyOrder("web", "web-1");
        assertThat(feed.health().excluded()).isEqualTo(2);
        assertThat(prod.ecs.calls().all())
                .filteredOn(call -> call.operation() == Operation.LIST_SERVICE_DEPLOYMENTS)
                .extracting(call -> call.service().orElseThrow())
                .containsOnly("web", "web-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "*",
                "prod/",
                "/web",
                "a/b/c",
                "prod/w b",
                "*/*",
                "arn:aws:ecs:eu-central-1:1:cluster/prod"
            })
    void whatNamesNoServiceToExcludeIsRefusedAtOnce(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prod.watcher().exclude(text))
                .withMessageContaining("prod/sandbox-*");
    }

    @Test
    void clustersThatCanNotBeListedAreNamed() {
        deny(Operation.LIST_SERVICES);
        feed = prod.watcher().build().feed(prod.deployments().services("prod", "test"));
        listen();

        assertThat(feed.health().failingClusters())
                .extracting(DeploymentEvent.LookupFailing.Cluster::name)
                .containsExactly("prod", "test");
    }
}
