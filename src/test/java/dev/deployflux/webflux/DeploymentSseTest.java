package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What clients of a stream get, and when, in virtual time. */
class DeploymentSseTest extends SseScene {

    @Test
    void nothingIsPolledBeforeTheFirstClient() {
        sse.stream(null);
        pass(Duration.ofMinutes(1));

        assertThat(ecs.calls().all()).isEmpty();
    }

    @Test
    void theFirstClientSeesTheServiceReadAndThenIsLive() {
        web.history(2);

        assertThat(open().names())
                .containsExactly("(deployment events)", "reset", "service-joined", "deployment", "deployment", "live");
    }

    @Test
    void aLateClientGetsTheLastWordOnEachDeployment() {
        open();
        web.deploy(DeploymentScript.rollback(Duration.ofMinutes(10), "tasks failed to start"));
        pass(Duration.ofMinutes(12));

        Client late = open();

        assertThat(late.names()).endsWith("reset", "service-joined", "deployment", "live");
        assertThat(late.got.get(3).data())
                .returns("ROLLBACK_SUCCESSFUL", DeploymentView::status)
                .returns("tasks failed to start", DeploymentView::statusReason)
                .returns(
                        new DeploymentChange("prod", "web", "SNAPSHOT", null, List.of(), null), DeploymentView::change);
    }

    @Test
    void silenceIsNeverLongerThanAHeartbeat() {
        Client client = open();
        int before = client.got.size();

        pass(HEARTBEAT.minus(SECOND.multipliedBy(2)));
        assertThat(client.got).hasSize(before);
        pass(SECOND);
        assertThat(client.names()).endsWith("(heartbeat)");
        pass(HEARTBEAT);
        assertThat(client.got).hasSize(before + 2);
    }

    @Test
    void aHeartbeatMovesTheIdOnPastWhatTheFilterHides() {
        Client nothing = Client.of(sse.stream(null, new DeploymentFilter(Set.of("staging"), Set.of(), Set.of())));
        Client all = open();
        web.deploy(DeploymentScript.endless(SECOND));
        pass(Duration.ofMinutes(2));

        assertThat(nothing.names()).doesNotContain("deployment");
        assertThat(nothing.lastId()).isEqualTo(all.lastId());
    }

    @Test
    void whoComesAgainGetsWhatItMissedOnce() {
        Client gone = open();
        String last = gone.lastId();
        gone.cancel();
        web.deploy(DeploymentScript.successful(Duration.ofSeconds(10)));
        pass(Duration.ofSeconds(14));

        Client back = Client.of(sse.stream(last));
        pass(Duration.ofMinutes(2));

        assertThat(back.names()).startsWith("(deployment events)").contains("deployment");
        assertThat(back.names()).doesNotContain("reset", "service-joined");
    }

    @Test
    void whoLeftWithinItsSnapshotIsToldWhenItIsComplete() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).times(1));
        Client gone = open();
        assertThat(gone.names()).doesNotContain("live");
        gone.cancel();

        Client again = Client.of(sse.stream(gone.lastId()));
        pass(Duration.ofMinutes(2));

        assertThat(again.names()).contains("live").doesNotContain("reset");
    }

    @Test
    void aFeedThatFindsNoServiceIsLiveByTheNextHeartbeat() {
        DeploymentFeed nothing = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .scheduler(time)
                .clock(ecs.clock())
                .build()
                .feed(Flux.<ServiceRef>empty().delaySubscription(SECOND.multipliedBy(5), time));
        Client client = Client.of(DeploymentSse.from(nothing).stream(null));

        pass(HEARTBEAT.plus(SECOND));

        assertThat(client.names()).containsSubsequence("reset", "live");
        assertThat(client.got.get(client.names().indexOf("live")).data())
                .extracting(view -> view == null || view.notice() == null
                        ? null
                        : view.notice().services())
                .isEqualTo(0);
        nothing.dispose();
    }

    @Test
    void whoStallsPastTheRingIsResetAndSeesTheTruth() {
        DeploymentFeed small = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .scheduler(time)
                .clock(ecs.clock())
                .eventLog(5)
                .build()
                .feed(Flux.just(new ServiceRef("prod", "web")));
        DeploymentSse own =
                DeploymentSse.builder(small).stallTimeout(Duration.ofHours(1)).build();
        Client slow = Client.of(own.stream(null), 3);
        for (int i = 0; i < 6; i++) {
            web.deploy(DeploymentScript.successful(Duration.ofSeconds(20)));
            pass(Duration.ofMinutes(2));
        }
        assertThat(slow.got).hasSize(3);

        slow.request(Long.MAX_VALUE);
        pass(SECOND);

        Page page = new Page();
        slow.got.stream().filter(event -> event.data() != null).forEach(page::take);
        assertThat(page.resets).isEqualTo(2);
        assertThat(page.picture()).contains("SUCCESSFUL").doesNotContain("PENDING", "IN_PROGRESS");
        small.dispose();
    }

    @Test
    void aServiceThatCanNotBeReadIsToldAndTheSnapshotEndsAllTheSame() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());
        Client client = open();

        assertThat(client.names()).endsWith("service-failing", "live");
        assertThat(client.got.get(client.names().indexOf("service-failing")).data())
                .extracting(DeploymentView::notice)
                .asString()
                .contains("prod/web can't be read (AccessDeniedException)");
    }

    @Test
    void demandIsKept() {
        web.history(5);
        Client client = Client.of(sse.stream(null), 4);
        pass(SECOND);
        assertThat(client.got).hasSize(4);

        client.request(2);
        pass(SECOND);

        assertThat(client.got).hasSize(6);
    }
}
