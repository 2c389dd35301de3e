package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** How a feed is. */
final class HealthEndpoint {

    private final DeploymentFeed feed;

    HealthEndpoint(DeploymentFeed feed) {
        this.feed = feed;
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        return Mono.defer(() -> {
                    Query.of(request, List.of());
                    FeedHealthView health = FeedHealthView.of(feed.health());
                    byte[] body = Wire.json(health);
                    return ServerResponse.status(
                                    health.ended() == null ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                            .contentType(MediaType.APPLICATION_JSON)
                            .header("Cache-Control", "no-store")
                            .contentLength(body.length)
                            .body(Body.whole(body));
                })
                .onErrorResume(error -> Problem.answer(request.requestPath(), error));
    }
}
