package dev.deployflux.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import reactor.core.publisher.Mono;

/** A page's connection by the JDK's HTTP client, which knows nothing of Reactor. One visit at a time. */
final class SseClient {

    private static final int OK = 200;

    private final HttpClient http;
    private final URI uri;
    private final Tally tally;
    final SsePicture picture;

    SseClient(HttpClient http, URI uri, Tally tally) {
        this.http = http;
        this.uri = uri;
        this.tally = tally;
        this.picture = new SsePicture(tally);
    }

    /** Goes on where it was, until then or until the server ends it. */
    Mono<Void> visit(Mono<Void> until) {
        return Mono.defer(() -> {
            tally.count(picture.lastId().isEmpty() ? "SSE clients" : "SSE clients that came again");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
            if (!picture.lastId().isEmpty()) {
                request.header("Last-Event-ID", picture.lastId());
            }
            Lines lines = new Lines();
            CompletableFuture<HttpResponse<Void>> answer =
                    http.sendAsync(request.build(), head -> lines.of(head.statusCode()));
            CompletableFuture<Void> ended = answer.handle((done, lost) -> null);
            // Cancelling the answer closes its connection; cancelling its lines would leave the client waiting for it.
            return Mono.firstWithSignal(until, Mono.fromFuture(ended, true)).doFinally(end -> {
                lines.leave();
                answer.cancel(true);
            });
        });
    }

    /** The format as the HTML Standard has it. */
    private final class Lines implements Flow.Subscriber<String> {

        private volatile boolean left;
        private String id = "";
        private String event = "";
        private String data = "";

        BodySubscriber<Void> of(int status) {
            tally.count("SSE answers with " + status);
            return status == OK ? BodySubscribers.fromLineSubscriber(this) : BodySubscribers.discarding();
        }

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (left) {
                return;
            }
            if (line.isEmpty()) {
                picture.told(id, event, data);
                id = event = data = "";
                return;
            }
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "id" -> id = value;
                case "event" -> event = value;
                case "data" -> data += value;
                default -> {}
            }
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {
            tally.count("SSE streams that the server ended");
        }

        void leave() {
            left = true;
        }
    }
}
