package dev.deployflux.page;

import dev.deployflux.autoconfigure.DeploymentWatcherCustomizer;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedDeployment;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.simulator.SimulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.server.WebFilter;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** An application with the page, on a simulated account of many services in five clusters. */
final class OnCallAccount implements AutoCloseable {

    static final String LONG_NAME = "customer-notification-preferences-synchronisation-worker-eu1";
    static final String LONG = "prod-eu/" + LONG_NAME;
    static final String PAUSED = "prod-us/payments-api";
    static final String UNREADABLE = "reporting";
    static final String BROKEN = "ECS deployment circuit breaker: tasks failed to start.";

    private static final List<String> CLUSTERS = List.of("prod-eu", "prod-us", UNREADABLE, "staging", "data-platform");
    private static final List<String> WORDS =
            List.of("payments", "checkout", "orders", "catalog", "search", "stock", "mail", "images", "auth", "cart");
    private static final List<String> KINDS = List.of("api", "worker", "scheduler", "gateway", "cache", "importer");

    /** Everything is looked at often, without a throttle. */
    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("server.port", "0"),
            Map.entry("logging.level.root", "off"),
            Map.entry("deployflux.feed.clusters", "*"),
            Map.entry("deployflux.quota.enabled", "false"),
            Map.entry("deployflux.watch.interval", "300ms"),
            Map.entry("deployflux.watch.idle-interval", "3s"),
            Map.entry("deployflux.watch.concurrency", "32"),
            Map.entry("deployflux.watch.first-backoff", "200ms"),
            Map.entry("deployflux.watch.max-backoff", "1s"),
            Map.entry("deployflux.web.enabled", "true"),
            Map.entry("deployflux.web.page", "true"));

    @EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class) // there is no Redis
    static class Application {}

    final EcsSimulator ecs;
    private final ConfigurableApplicationContext context;

    private OnCallAccount(EcsSimulator ecs, ConfigurableApplicationContext context) {
        this.ecs = ecs;
        this.context = context;
    }

    /** With so many services, of which one has a name of 60 characters; each has had three deployments today. */
    static OnCallAccount open(int services, String... more) {
        return open(services, (exchange, chain) -> chain.filter(exchange), more);
    }

    /** Likewise, with a filter in front of all requests. */
    static OnCallAccount open(int services, WebFilter filter, String... more) {
        EcsSimulator ecs = EcsSimulator.builder()
                .inMemory(true)
                .clock(SimulatorClock.running(Instant.now(), 1))
                .start();
        for (int i = 0; i < services; i++) {
            addToday(
                    ecs.cluster(CLUSTERS.get(i % CLUSTERS.size())).service(name(i / CLUSTERS.size())),
                    i,
                    ecs.clock().instant());
        }
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(DEFAULTS);
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) beans -> {
            beans.registerBean(EcsAsyncClient.class, ecs::client);
            beans.registerBean(WebFilter.class, () -> filter);
            beans.registerBean(DeploymentWatcherCustomizer.class, () -> watcher -> watcher.clock(ecs.clock()));
        });
        return new OnCallAccount(ecs, application.run(more));
    }

    /** Three that succeeded, each after some minutes. */
    private static void addToday(SimulatedService service, int i, Instant now) {
        for (int hours = 15; hours > 0; hours -= 5) {
            Instant createdAt = now.minus(Duration.ofHours(hours).plusMinutes(i));
            service.add(SimulatedDeployment.builder()
                    .createdAt(createdAt)
                    .startedAt(createdAt.plusSeconds(20))
                    .finishedAt(createdAt.plus(Duration.ofMinutes(4 + (i + hours) % 6)))
                    .status(ServiceDeploymentStatus.SUCCESSFUL)
                    .build());
        }
    }

    private static String name(int i) {
        if (i == 0) {
            return LONG_NAME;
        }
        int rest = i - 1;
        String name = WORDS.get(rest % WORDS.size()) + "-" + KINDS.get(rest / WORDS.size() % KINDS.size());
        int round = rest / (WORDS.size() * KINDS.size());
        return round == 0 ? name : name + "-" + round;
    }

    String url() {
        return "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port")
                + context.getEnvironment().getProperty("spring.webflux.base-path", "") + "/deployflux/";
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    SimulatedService service(String name) {
        String[] parts = name.split("/", 2);
        return ecs.cluster(parts[0]).service(parts[1]);
    }

    /** One is rolled back, one waits for approval, and a cluster can't be read; beside them three roll out as ever. */
    void threeTroubles() {
        service(LONG).deploy(DeploymentScript.rollback(Duration.ofMinutes(8), BROKEN));
        service(PAUSED)
                .deploy(DeploymentScript.blueGreen(Duration.ofMinutes(20), 4)
                        .pauseAt(
                                DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
                                Duration.ofHours(2),
                                DeploymentLifecycleHookAction.ROLLBACK)
                        .build());
        ecs.clock().advance(Duration.ofMinutes(10));
        service("prod-eu/checkout-api")
                .deploy(DeploymentScript.rolling(Duration.ofMinutes(12), 6).build());
        service("staging/orders-worker")
                .deploy(DeploymentScript.rolling(Duration.ofMinutes(9), 4).build());
        service("data-platform/search-api")
                .deploy(DeploymentScript.canary(Duration.ofMinutes(9), 8, 10).build());
        ecs.clock().advance(Duration.ofMinutes(4));
        deny(UNREADABLE);
    }

    void deny(String cluster) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call ->
                                        call.cluster().map(cluster::equals).orElse(false))
                                .always());
    }

    @Override
    public void close() {
        context.close();
        ecs.close();
    }
}
