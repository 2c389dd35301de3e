package dev.deployflux.replicas;

import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.server.HttpServer;

/** A replica's streams, and the address at which a proxy asks whether it may send clients here. */
final class ReplicaServer {

    /** The header of each answer that names the replica. */
    static final String NAME = "X-Replica";

    static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** No client takes nothing for so long, however busy the machine is. */
    private static final Duration LONGEST_STALL = Duration.ofMinutes(1);

    private final DeploymentSse sse;
    private volatile boolean isReady;

    ReplicaServer(String name, int port, DeploymentFeed feed) {
        this.sse = DeploymentSse.builder(feed)
                .heartbeat(HEARTBEAT)
                .stallTimeout(LONGEST_STALL)
                .build();
        RouterFunction<ServerResponse> ready = RouterFunctions.route()
                .GET("/ready", request -> ServerResponse.status(
                                isReady ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                        .build())
                .build();
        HandlerStrategies naming = HandlerStrategies.builder()
                .webFilter((exchange, chain) -> {
                    exchange.getResponse().getHeaders().set(NAME, name);
                    return chain.filter(exchange);
                })
                .build();
        HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(
                        DeploymentRoutes.events(sse)
                                .and(DeploymentRoutes.health(feed))
                                .and(ready),
                        naming)))
                .bindNow();
    }

    /** A proxy may send clients here from now on. */
    void ready() {
        isReady = true;
    }

    /** Ends all streams, and lets nobody in. */
    void end() {
        isReady = false;
        sse.dispose();
    }
}
