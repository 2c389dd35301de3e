package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What the health endpoint of an application makes of a feed. */
class HealthOfApplicationTest extends ShopApplication {

    @Test
    void actuatorTellsTheFeedsHealth() {
        var application = start(
                Shop.class, "--deployflux.feed.clusters=prod", "--management.endpoint.health.show-details=always");
        assertThat(get(application, "/actuator/health").body())
                .contains("\"deployflux\":{")
                .contains("\"subscribers\":0");
        application.close();

        application = start(
                Shop.class,
                "--deployflux.feed.clusters=prod",
                "--management.endpoint.health.show-details=always",
                "--management.health.deployflux.enabled=false");
        assertThat(get(application, "/actuator/health").body())
                .contains("\"diskSpace\":{")
                .doesNotContain("\"deployflux\":{");
    }

    private ConfigurableApplicationContext withoutPermission(String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.addAll(List.of("--deployflux.feed.clusters=prod", "--management.endpoint.health.show-components=always"));
        var application = start(Shop.class, all.toArray(String[]::new));
        application
                .getBean(EcsSimulator.class)
                .faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied()).always());
        application
                .getBean(DeploymentFeed.class)
                .events()
                .takeUntil(DeploymentEvent.LookupFailing.class::isInstance)
                .blockLast();
        return application;
    }

    /** A load balancer that asks for it would replace every replica, which mends no permission. */
    @Test
    void theApplicationIsWellWhileItMayNotReadEcs() {
        HttpResponse<String> health = get(withoutPermission(), "/actuator/health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"deployflux\":{\"status\":\"UNKNOWN\"}")
                .endsWith("\"status\":\"UP\"}");
    }

    @Test
    void whoWantsItDownMayKeepItOutOfAGroup() {
        var application = withoutPermission(
                "--deployflux.health.may-be-down=true",
                "--management.endpoint.health.group.balancer.include=*",
                "--management.endpoint.health.group.balancer.exclude=deployflux");

        assertThat(get(application, "/actuator/health").statusCode()).isEqualTo(503);
        assertThat(get(application, "/actuator/health/balancer").statusCode()).isEqualTo(200);
    }
}
