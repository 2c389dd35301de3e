package dev.deployflux.webflux;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * An answer whose body comes bit by bit, with the headers that let it through. If the body fails before its first
 * element, a problem goes out instead. Once a byte is on its way that can't be any more, and the connection is closed.
 *
 * @param streamed the answer with that body
 * @param streak what is logged of failures
 */
record StreamedAnswer(ServerResponse streamed, FailureStreak streak) implements ServerResponse {

    /** Bodies that are bytes already need no codecs. */
    static final Context NO_CODECS = new Context() {
        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return List.of();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    };

    /** A HEAD request gets the headers alone: a server would read the whole body for it, and a stream has no end. */
    static Mono<ServerResponse> of(
            HttpMethod method, MediaType type, BodyInserter<?, ? super ServerHttpResponse> body, FailureStreak streak) {
        BodyBuilder answer = ServerResponse.ok()
                .contentType(type)
                .header("Cache-Control", "no-store, no-transform") // a proxy that compresses holds back what it gets
                .header("X-Accel-Buffering", "no"); // nginx would keep it back until it has a buffer full
        return method.equals(HttpMethod.HEAD)
                ? answer.build()
                : answer.body(body).map(streamed -> new StreamedAnswer(streamed, streak));
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return streamed.writeTo(exchange, context).onErrorResume(error -> {
            if (exchange.getResponse().isCommitted()) {
                return Mono.error(error);
            }
            HttpHeaders sent =
                    exchange.getResponse().getHeaders(); // also those of the application's filters, which stay
            streamed.headers().headerNames().forEach(sent::remove);
            sent.clearContentHeaders();
            return Problem.answer(exchange.getRequest().getPath(), error, streak)
                    .flatMap(answer -> answer.writeTo(exchange, context));
        });
    }

    @Override
    public HttpStatusCode statusCode() {
        return streamed.statusCode();
    }

    @Override
    public HttpHeaders headers() {
        return streamed.headers();
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return streamed.cookies();
    }
}
