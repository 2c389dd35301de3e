package dev.deployflux.autoconfigure;

import dev.deployflux.simulator.EcsSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** What {@link AotTest} processes and starts: prints what its own routes answer. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class) // there is no Redis
class AotApplication {

    /** Starts it, with the properties as arguments. */
    public static void main(String[] properties) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(AotApplication.class, properties)) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            HttpClient http = HttpClient.newHttpClient();
            System.out.println("ahead of time: " + AotDetector.useGeneratedArtifacts());
            for (String path : List.of(
                    "/deployflux/clusters/prod/services/web/deployments",
                    "/deployflux/health",
                    "/deployflux/",
                    "/deployflux/clusters/nowhere/services/web/deployments",
                    "/actuator/health")) {
                URI uri = URI.create("http://localhost:" + port + path);
                System.out.println(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body());
            }
        }
    }

    @Bean(destroyMethod = "close")
    EcsSimulator ecs() {
        EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
        ecs.cluster("prod").service("web").history(3);
        return ecs;
    }

    @Bean
    EcsAsyncClient client(EcsSimulator ecs) {
        return ecs.client();
    }
}
