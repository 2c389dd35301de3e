package dev.deployflux.autoconfigure;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

/** What {@link OldSpringBootTest} starts: prints what there is, and what works. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class OldSpringBootApplication {

    /** Starts it, with the properties as arguments. */
    public static void main(String[] properties) {
        try (ConfigurableApplicationContext context =
                        SpringApplication.run(OldSpringBootApplication.class, properties);
                EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start()) {
            print("beans: "
                    + Arrays.stream(context.getBeanDefinitionNames())
                            .filter(name -> name.startsWith("deployflux"))
                            .toList());
            ecs.cluster("prod").service("web").history(3);
            ServiceDeployments deployments = ServiceDeployments.create(ecs.client());
            DeploymentWatcher watcher =
                    DeploymentWatcher.builder(deployments).clock(ecs.clock()).build();
            print("rows: "
                    + deployments
                            .list(r -> r.cluster("prod").service("web"))
                            .count()
                            .block());
            print("events: "
                    + watcher.watch(deployments.services("prod"))
                            .take(2)
                            .count()
                            .block());
            refused(() -> DeploymentRoutes.lists(deployments));
            refused(() -> DeploymentSse.from(watcher.feed(Flux.empty())));
        }
    }

    private static void refused(Runnable making) {
        try {
            making.run();
            print("made");
        } catch (IllegalStateException e) {
            print("refused: " + e.getMessage());
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
