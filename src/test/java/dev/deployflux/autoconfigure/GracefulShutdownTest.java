package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentSse;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** A graceful shutdown waits for no stream of ours. */
class GracefulShutdownTest extends ShopApplication {

    /** A graceful shutdown would wait half a minute for a stream that never ends. */
    @Test
    void streamsEndBeforeTheServerWaitsForThem() {
        var application = start(
                Shop.class,
                "--deployflux.web.enabled=true",
                "--deployflux.feed.clusters=prod",
                "--server.shutdown=graceful",
                "--spring.lifecycle.timeout-per-shutdown-phase=1h");
        HttpRequest request =
                HttpRequest.newBuilder(uri(application, "/deployflux/events")).build();
        Stream<String> lines =
                HTTP.sendAsync(request, BodyHandlers.ofLines()).join().body();
        Iterator<String> read = lines.iterator();
        String line = read.next();
        while (!line.equals("event:live")) {
            line = read.next();
        }
        assertThat(application.getBean(DeploymentSse.class).clients()).isEqualTo(1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        List<String> rest = new ArrayList<>();
        read.forEachRemaining(rest::add);

        assertThat(rest).contains("event:end");
        assertThat(closing.orTimeout(30, TimeUnit.SECONDS)).succeedsWithin(java.time.Duration.ofSeconds(30));
    }

    /** Streams a feed by itself, without {@link DeploymentSse}. */
    @RestController
    static class Own {

        private final DeploymentFeed feed;

        Own(DeploymentFeed feed) {
            this.feed = feed;
        }

        @GetMapping(path = "/own", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> events() {
            return feed.events().map(event -> event.getClass().getSimpleName());
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class OwnFeed {

        @Bean
        DeploymentFeed ownFeed(DeploymentWatcher watcher, ServiceDeployments deployments) {
            return watcher.feed(deployments.services("prod"));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Own.class, OwnFeed.class})
    void whatAControllerStreamsFromAFeedEndsBeforeTheServerWaitsForIt(Class<?> more) {
        SpringApplication all = new SpringApplication(Shop.class, Own.class, more);
        context = all.run(
                "--server.port=0",
                "--logging.level.root=error",
                more == OwnFeed.class ? "" : "--deployflux.feed.clusters=prod",
                "--server.shutdown=graceful",
                "--spring.lifecycle.timeout-per-shutdown-phase=1h");
        Iterator<String> read = HTTP.sendAsync(
                        HttpRequest.newBuilder(uri(context, "/own")).build(), BodyHandlers.ofLines())
                .join()
                .body()
                .iterator();
        assertThat(read.next()).startsWith("data:");

        CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
        read.forEachRemaining(line -> {});

        assertThat(closing).succeedsWithin(java.time.Duration.ofSeconds(30));
    }
}
