package dev.deployflux.demo;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The page's controls, where the account is that of another instance: does there what they say. */
@RestController
@ConditionalOnProperty("deployflux.demo.join")
final class JoinedPlayground {

    private final JoinedShop shop;
    private final BrowserConnections connections;

    JoinedPlayground(JoinedShop shop, BrowserConnections connections) {
        this.shop = shop;
        this.connections = connections;
    }

    @RequestMapping({"/playground", "/playground/{what}"})
    Mono<ResponseEntity<String>> there(ServerHttpRequest request) {
        boolean cut = request.getPath().value().endsWith("/cut"); // the connections are this instance's own
        String query = request.getURI().getRawQuery();
        String path = request.getPath().value() + (query == null ? "" : "?" + query);
        if (cut) {
            var unused = Mono.delay(Playground.BEFORE_CUT).subscribe(any -> connections.cut());
        }
        return Mono.fromFuture(() -> cut
                        ? shop.ask("GET", "/playground")
                        : shop.ask(request.getMethod().name(), path))
                .map(JoinedPlayground::same)
                .onErrorReturn(ResponseEntity.status(HttpStatus.BAD_GATEWAY).build());
    }

    private static ResponseEntity<String> same(HttpResponse<String> answer) {
        return ResponseEntity.status(answer.statusCode())
                .contentType(new MediaType(MediaType.APPLICATION_JSON, StandardCharsets.UTF_8))
                .body(answer.body());
    }
}
