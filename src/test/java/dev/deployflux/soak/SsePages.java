package dev.deployflux.soak;

import dev.deployflux.simulator.TrueDeployment;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Two hundred pages on a web server, which lose their connection now and then and come again. */
final class SsePages implements Act, AutoCloseable {

    private static final int PAGES = 200;
    private static final int EVENT_LOOPS = 1;
    private static final Duration LONGEST_VISIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** No page takes nothing for so long, however busy the machine is. */
    private static final Duration LONGEST_STALL = Duration.ofMinutes(1);

    private final DeploymentSse sse;
    private final DisposableServer server;
    private final LoopResources loops = LoopResources.create("sse-pages", EVENT_LOOPS, true);
    private final HttpClient http =
            HttpClient.create(ConnectionProvider.newConnection()).runOn(loops);
    private final Random random;

    SsePages(DeploymentFeed feed, Random random) {
        this.sse = DeploymentSse.builder(feed)
                .heartbeat(SseClient.HEARTBEAT)
                .stallTimeout(LONGEST_STALL)
                .build();
        this.random = random;
        this.server = HttpServer.create()
                .host("localhost")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(DeploymentRoutes.events(sse))))
                .bindNow();
    }

    @Override
    public Mono<Void> play(Stage stage) {
        String uri = "http://localhost:" + server.port() + "/events";
        Instant from = stage.account.ecs.clock().instant();
        List<SseClient> pages = new ArrayList<>();
        List<Mono<Void>> visits = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
            SseClient page = new SseClient(http, uri, stage.tally);
            Random own = new Random(random.nextLong());
            pages.add(page);
            visits.add(stage.again("SSE", () -> page.visit(Stage.within(own, LONGEST_VISIT))
                            .then(Stage.within(own, LONGEST_PAUSE)))
                    .then(page.visit(stage.end())));
        }
        return Flux.merge(Flux.fromIterable(visits), PAGES).then(Mono.fromRunnable(() -> {
            List<TrueDeployment> watched = stage.account.ecs.truth().stream()
                    .filter(deployment -> deployment.cluster().equals(LiveAccount.WATCHED_CLUSTER))
                    .toList();
            Map<String, List<String>> truth =
                    watched.stream().collect(Collectors.toMap(TrueDeployment::arn, SsePages::statuses));
            Set<String> due = watched.stream()
                    .filter(deployment -> !deployment.createdAt().isBefore(from))
                    .map(TrueDeployment::arn)
                    .collect(Collectors.toSet());
            pages.forEach(page -> page.picture.judge(truth, due));
        }));
    }

    private static List<String> statuses(TrueDeployment deployment) {
        return deployment.steps().stream().map(step -> step.status().toString()).toList();
    }

    int connected() {
        return sse.clients();
    }

    @Override
    public void close() {
        sse.dispose();
        server.disposeNow();
        loops.disposeLater(Duration.ZERO, LONGEST_PAUSE).block();
    }
}
