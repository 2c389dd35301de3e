package dev.deployflux.soak;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** A page and its connections, one at a time. */
final class SseClient {

    private static final int OK = 200;
    private static final int SEVERAL = 8;

    /** After so much silence a page hears at least a heartbeat. */
    static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final HttpClient http;
    private final String uri;
    private final Tally tally;
    final SsePicture picture;

    /** {@code http} pools no connections: one that is left is closed, as a browser does. */
    SseClient(HttpClient http, String uri, Tally tally) {
        this.http = http;
        this.uri = uri;
        this.tally = tally;
        this.picture = new SsePicture(tally);
    }

    /** Goes on where it was, until then: the server has no reason to end it. */
    Mono<Void> visit(Mono<Void> until) {
        return Mono.defer(() -> {
            String lastId = picture.visit();
            tally.count(lastId.isEmpty() ? "SSE clients" : "SSE clients that came again");
            SseLines lines = new SseLines(new Heard(!lastId.isEmpty()), tally);
            long came = System.nanoTime();
            return http.headers(headers -> {
                        headers.set("Accept", "text/event-stream");
                        if (!lastId.isEmpty()) {
                            headers.set("Last-Event-ID", lastId);
                        }
                    })
                    .get()
                    .uri(uri)
                    .response((head, body) -> {
                        if (head.status().code() != OK) {
                            tally.violation("SSE was answered with " + head.status());
                            return Flux.never();
                        }
                        return body.asString(StandardCharsets.UTF_8);
                    })
                    .timeout(HEARTBEAT.multipliedBy(SEVERAL))
                    .doOnComplete(() -> tally.violation("SSE ended by itself, as if it were whole"))
                    .doOnError(lost -> tally.violation("SSE ended by itself: " + lost))
                    .onErrorComplete()
                    .takeUntilOther(until)
                    .doOnNext(lines::received)
                    .doFinally(any -> picture.left(Duration.ofNanos(System.nanoTime() - came)))
                    .then();
        });
    }

    /** What one visit is told. */
    private final class Heard implements SseLines.Ear {

        /** Whether it came again, and no event has said yet whether it goes on where it was. */
        private boolean resumes;

        Heard(boolean comesAgain) {
            this.resumes = comesAgain;
        }

        @Override
        public void told(String id, String event, String data) {
            if (resumes && !event.isEmpty()) {
                resumes = false;
                if (!event.equals("reset")) {
                    tally.count("SSE clients that went on where they were");
                }
            }
            picture.told(id, event, data);
        }
    }
}
