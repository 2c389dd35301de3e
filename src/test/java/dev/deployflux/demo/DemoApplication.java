package dev.deployflux.demo;

import dev.deployflux.autoconfigure.DeploymentWatcherCustomizer;
import dev.deployflux.quota.ApiQuota;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/**
 * Starts the demo on this machine's port 8080, or on {@code --server.port}, for others too with {@code
 * --server.address=0.0.0.0}: a page that shows what deployments do, and the routes behind
 * it. With {@code --deployflux.demo.aws=true} it lists the
 * account of the default AWS credentials and region instead of a simulated one. With {@code --deployflux.demo.scan=true}
 * it scans the histories of all services instead, and ends. With {@code --deployflux.replicas.enabled=true} it shares the Redis
 * on this machine with other instances, and with {@code --deployflux.demo.join=http://localhost:8080} the simulated account of the
 * one there.
 */
@SpringBootApplication
public class DemoApplication {

    /** Starts it. */
    public static void main(String[] args) {
        ConfigurableApplicationContext demo = start(args);
        if (scans(args)) {
            System.exit(SpringApplication.exit(demo));
        }
    }

    static ConfigurableApplicationContext start(String... args) {
        SpringApplication application = new SpringApplication(DemoApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        if (scans(args)) {
            application.addPrimarySources(List.of(ScanRunner.class));
            application.setWebApplicationType(WebApplicationType.NONE);
        }
        application.setDefaultProperties(defaults(args));
        return application.run(args);
    }

    /** In code: a properties file here would be read by every test of an application. */
    private static Map<String, Object> defaults(String... args) {
        Map<String, Object> defaults = new HashMap<>(Map.of(
                "spring.application.name", "deployflux-demo",
                "spring.main.log-startup-info", "false",
                "server.address", "localhost",
                "logging.level.root", "error",
                "logging.level.dev.deployflux.demo", "info",
                "logging.pattern.console", "%msg%n"));
        if (!scans(args)) {
            defaults.putAll(Map.of(
                    "deployflux.feed.clusters", "*",
                    "deployflux.web.enabled", "true",
                    "management.endpoints.web.exposure.include", "health,prometheus",
                    "deployflux.web.page", "true",
                    "deployflux.web.base-path", "/"));
        }
        if (isSet("deployflux.replicas.enabled", args)) {
            defaults.put("deployflux.replicas.name", "${server.address}:${server.port:8080}");
        } else { // there is no Redis
            defaults.put("spring.autoconfigure.exclude", DataRedisAutoConfiguration.class.getName());
        }
        if (!isSet("deployflux.demo.aws", args)) {
            defaults.putAll(SimulatedShop.WATCH);
        }
        return defaults;
    }

    private static boolean scans(String... args) {
        return isSet("deployflux.demo.scan", args);
    }

    private static boolean isSet(String property, String... args) {
        return Boolean.parseBoolean(new SimpleCommandLinePropertySource(args).getProperty(property));
    }

    @Bean
    @ConditionalOnBooleanProperty("deployflux.demo.aws")
    AwsAccount awsAccount() {
        return AwsAccount.ofDefaults();
    }

    @Bean
    @ConditionalOnProperty("deployflux.demo.join")
    JoinedShop joinedShop(@Value("${deployflux.demo.join}") URI first) {
        return JoinedShop.of(first);
    }

    @Bean
    @ConditionalOnOwnShop
    SimulatedShop simulatedShop() {
        return SimulatedShop.open();
    }

    /** Closed with its account. */
    @Bean(destroyMethod = "")
    EcsAsyncClient client(Account account) {
        return account.client();
    }

    @Bean
    ApiQuota quota(Account account) {
        return account.quota();
    }

    @Bean
    DeploymentWatcherCustomizer accountsTime(Account account) {
        return watcher -> watcher.clock(account.clock());
    }
}
