package dev.deployflux.webflux;

import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import reactor.core.publisher.Mono;

/** Answers whose body comes bit by bit: with the headers that let it through, or with a problem instead of the body. */
final class StreamedAnswer {

    /** Bodies that are bytes already need no codecs. */
    static final ServerResponse.Context NO_CODECS = new ServerResponse.Context() {
        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return List.of();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    };

    private StreamedAnswer() {}

    /** A HEAD request gets the headers alone: a server would read the whole body for it, and a stream has no end. */
    static Mono<ServerResponse> of(
            HttpMethod method,
            RequestPath path,
            MediaType type,
            BodyInserter<?, ? super ServerHttpResponse> body,
            FailureStreak streak) {
        ServerResponse.BodyBuilder answer = ServerResponse.ok()
                .contentType(type)
                .header("Cache-Control", "no-store, no-transform") // a proxy that compresses holds back what it gets
                .header("X-Accel-Buffering", "no"); // nginx would keep it back until it has a buffer full
        if (method.equals(HttpMethod.HEAD)) {
            return answer.build();
        }
        return answer.body(body)
                .map(streamed -> new ProblemBeforeBody(streamed, error -> Problem.answer(path, error, streak)));
    }
}
