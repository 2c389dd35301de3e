package dev.deployflux.webflux;

import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * An answer with a body that may fail before its first element: then another answer goes out instead. Once a byte is on
 * its way that can't be any more, and the connection is closed.
 *
 * @param streamed the answer with that body
 * @param instead makes the other answer of the error
 */
record ProblemBeforeBody(ServerResponse streamed, Function<Throwable, Mono<ServerResponse>> instead)
        implements ServerResponse {

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
            return instead.apply(error).flatMap(answer -> answer.writeTo(exchange, context));
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
