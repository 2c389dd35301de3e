package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.operations.Kit;
import dev.deployflux.operations.PrometheusServer;
import dev.deployflux.operations.PrometheusTest;
import dev.deployflux.watch.DeploymentFeed;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;

/** A Prometheus scrapes the demo, and judges it by the operator's kit, where minutes of waiting are seconds. */
@PrometheusTest
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlertsOfTheDemoTest {

    private static final List<String> WHILE_ALL_CALLS_FAIL = List.of(
            "DeployfluxDetailsFailing",
            "DeployfluxFeedLate",
            "DeployfluxLookupFailing",
            "DeployfluxServicesUnreadable");

    private ConfigurableApplicationContext demo;
    private PrometheusServer prometheus;

    @BeforeEach
    void start() {
        demo = DemoApplication.start(
                "--server.port=0",
                "--deployflux.demo.life=false",
                "--deployflux.watch.lookup-interval=2s",
                "--deployflux.watch.max-backoff=2s");
        int port = demo.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        prometheus = PrometheusServer.scraping("shop", port, Kit.hurriedAlerts());
    }

    @AfterEach
    void stop() {
        prometheus.close();
        demo.close();
    }

    private boolean has(String expression) {
        return !prometheus.query(expression).isEmpty();
    }

    private void trouble(Trouble kind) {
        demo.getBean(SimulatedShop.class).trouble(kind);
    }

    @Test
    void alertsFireWhileEcsIsCutOffAndEndWhenItIsBack() {
        demo.getBean(DeploymentFeed.class).events().subscribe();
        Eventually.isAnswered(() -> has("deployflux_feed_services == 36"));
        Eventually.isAnswered(() -> has("deployflux_feed_lag_seconds < 2 * deployflux_feed_idle_interval_seconds"));
        assertThat(prometheus.firing()).isEmpty();

        trouble(Trouble.CUTS);
        Eventually.isAnswered(() -> prometheus.firing().contains("DeployfluxFeedLate"));
        Eventually.isAnswered(() -> prometheus.firing().equals(WHILE_ALL_CALLS_FAIL));
        assertThat(prometheus.texts())
                .noneMatch(text -> text.contains("<no value>") || text.contains("<error"))
                .contains("shop: 36 services can't be read");
        assertThat(Kit.queriesOfAll())
                .allSatisfy(query -> assertThat(prometheus.query(query)).isNotEmpty());

        trouble(Trouble.NONE);
        Eventually.isAnswered(() -> prometheus.firing().isEmpty());
        assertThat(prometheus.query("deployflux_feed_unreadable == 0")).hasSize(1);
    }

    @Test
    void withoutListenersNothingPollsAndNobodyIsWoken() {
        Eventually.isAnswered(() -> has("count_over_time(deployflux_feed_services[1m]) > 10"));

        assertThat(prometheus.query("deployflux_feed_polls == 0")).hasSize(1);
        assertThat(prometheus.query("deployflux_feed_lag_seconds >= 0")).isEmpty();
        assertThat(prometheus.query("ALERTS")).isEmpty();
    }
}
