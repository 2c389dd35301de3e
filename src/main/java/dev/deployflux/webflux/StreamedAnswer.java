package dev.deployflux.webflux;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
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
 * @param headers shared by all answers of the kind
 * @param body {@code null} for the headers alone
 * @param streak what is logged of failures
 */
record StreamedAnswer(
        HttpHeaders headers, @Nullable BodyInserter<?, ? super ServerHttpResponse> body, FailureStreak streak)
        implements ServerResponse {

    /** One for all clients, of which there are many at a time. */
    private static final HttpHeaders OF_EVENTS = headersOf(MediaType.TEXT_EVENT_STREAM, true);

    private static final HttpHeaders OF_EVENTS_ALONE = headersOf(MediaType.TEXT_EVENT_STREAM, false);

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

    private static final BodyInserter.Context NOTHING_ELSE = new BodyInserter.Context() {
        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return List.of();
        }

        @Override
        public Optional<ServerHttpRequest> serverRequest() {
            return Optional.empty();
        }

        @Override
        public Map<String, Object> hints() {
            return Map.of();
        }
    };

    /** A HEAD request gets the headers alone: a server would read the whole body for it, and a stream has no end. */
    static StreamedAnswer of(
            HttpMethod method, MediaType type, BodyInserter<?, ? super ServerHttpResponse> body, FailureStreak streak) {
        return new StreamedAnswer(headersOf(type, false), method.equals(HttpMethod.HEAD) ? null : body, streak);
    }

    /**
     * Likewise with events, a body without an end, so that nothing can be answered behind it: on HTTP/1.1 the connection ends with
     * it, and a server that is told so drops what a client sends meanwhile. Else it would keep the requests that wait, or read no
     * more of the connection. HTTP/2 has no such header; servers leave it out there.
     */
    static StreamedAnswer ofEvents(HttpMethod method, BodyInserter<?, ? super ServerHttpResponse> body) {
        return method.equals(HttpMethod.HEAD)
                ? new StreamedAnswer(OF_EVENTS_ALONE, null, new FailureStreak())
                : new StreamedAnswer(OF_EVENTS, body, new FailureStreak());
    }

    private static HttpHeaders headersOf(MediaType type, boolean isEndless) {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(type);
        headers.set("Cache-Control", "no-store, no-transform"); // a proxy that compresses holds back what it gets
        headers.set("X-Accel-Buffering", "no"); // nginx would keep it back until it has a buffer full
        if (isEndless) {
            headers.set("Connection", "close");
        }
        return HttpHeaders.readOnlyHttpHeaders(headers);
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(statusCode());
        response.getHeaders().putAll(headers);
        return body == null
                ? response.setComplete()
                : body.insert(response, NOTHING_ELSE).onErrorResume(error -> failed(error, exchange, context));
    }

    private Mono<Void> failed(Throwable error, ServerWebExchange exchange, Context context) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        HttpHeaders sent = exchange.getResponse().getHeaders(); // also those of the application's filters, which stay
        headers.headerNames().forEach(sent::remove);
        sent.clearContentHeaders();
        return Problem.answer(exchange.getRequest().getPath(), error, streak)
                .flatMap(answer -> answer.writeTo(exchange, context));
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatus.OK;
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }
}
