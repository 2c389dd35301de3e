package dev.deployflux.demo;

import dev.deployflux.ServiceDeployments;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Starts the demo on port 8080, or on {@code --server.port}. With {@code --deployflux.demo.aws=true} it lists the
 * account of the default AWS credentials and region instead of a simulated one. With {@code --deployflux.demo.scan=true}
 * it scans the histories of all services instead, and ends.
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
        // Defaults in code: a properties file here would be read by every test of an application.
        application.setDefaultProperties(Map.of(
                "spring.application.name", "deployflux-demo",
                "spring.main.log-startup-info", "false",
                "logging.level.root", "error",
                "logging.level.dev.deployflux.demo", "info",
                "logging.pattern.console", "%msg%n"));
        return application.run(args);
    }

    private static boolean scans(String... args) {
        return Boolean.parseBoolean(new SimpleCommandLinePropertySource(args).getProperty("deployflux.demo.scan"));
    }

    @Bean
    Account account(@Value("${deployflux.demo.aws:false}") boolean aws) {
        return aws ? AwsAccount.ofDefaults() : SimulatedShop.open();
    }

    @Bean
    ServiceDeployments deployments(Account account) {
        return ServiceDeployments.create(account.client());
    }
}
