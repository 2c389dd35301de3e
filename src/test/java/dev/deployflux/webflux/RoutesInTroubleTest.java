package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ApiCall;
import dev.deployflux.CallObserver;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** What the routes answer when it is neither the client's fault nor an answer of ECS. */
class RoutesInTroubleTest {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    @AfterEach
    void close() {
        ecs.close();
    }

    private static WebTestClient.ResponseSpec get(RouterFunction<ServerResponse> routes, String path) {
        return WebTestClient.bindToRouterFunction(routes)
                .build()
                .get()
                .uri(path)
                .exchange();
    }

    private static String body(WebTestClient.ResponseSpec answer) {
        return String.valueOf(answer.expectBody(String.class).returnResult().getResponseBody());
    }

    static Stream<Throwable> anAnswerThatDoesNotComeInTimeIs504() {
        return Stream.of(
                new TimeoutException(), ApiCallTimeoutException.create(1), ApiCallAttemptTimeoutException.create(1));
    }

    @ParameterizedTest
    @MethodSource
    void anAnswerThatDoesNotComeInTimeIs504(Throwable error) {
        CallObserver late = new CallObserver() {
            @Override
            public <T> Mono<T> observe(ApiCall call, Mono<T> response) {
                return Mono.error(error);
            }
        };
        ServiceDeployments deployments =
                ServiceDeployments.builder(ecs.client()).observer(late).build();

        WebTestClient.ResponseSpec answer =
                get(DeploymentRoutes.lists(deployments), "/clusters/prod/services/web/deployments");

        answer.expectStatus().isEqualTo(504);
        assertThat(body(answer)).contains("ECS didn't answer in time.");
    }

    @Test
    void pollingThatHasEndedIs503() {
        Scheduler dead = Schedulers.newSingle("dead");
        dead.dispose();
        DeploymentFeed feed = DeploymentWatcher.builder(ServiceDeployments.create(ecs.client()))
                .scheduler(dead)
                .build()
                .feed(Flux.just(new ServiceRef("prod", "web")));
        RouterFunction<ServerResponse> health = DeploymentRoutes.health(feed);
        get(health, "/health").expectStatus().isOk();

        feed.events().onErrorComplete().blockLast();

        WebTestClient.ResponseSpec answer = get(health, "/health");
        answer.expectStatus().isEqualTo(503);
        assertThat(body(answer)).contains("\"ended\"").contains("\"polling\":false");
    }
}
