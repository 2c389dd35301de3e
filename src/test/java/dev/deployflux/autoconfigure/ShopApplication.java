package dev.deployflux.autoconfigure;

import dev.deployflux.simulator.EcsSimulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** A whole application with a shop in memory, over HTTP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ShopApplication {

    static final String LIST = "/deployflux/clusters/prod/services/web/deployments";
    static final HttpClient HTTP = HttpClient.newHttpClient();

    @Nullable
    ConfigurableApplicationContext context;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataRedisAutoConfiguration.class) // there is no Redis
    static class Shop {

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

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("--server.port=0");
        arguments.add("--logging.level.root=error");
        ConfigurableApplicationContext started = application.run(arguments.toArray(String[]::new));
        context = started;
        return started;
    }

    static URI uri(ConfigurableApplicationContext application, String path) {
        return URI.create(
                "http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port") + path);
    }

    static HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
        return HTTP.sendAsync(HttpRequest.newBuilder(uri(application, path)).build(), BodyHandlers.ofString())
                .join();
    }
}
