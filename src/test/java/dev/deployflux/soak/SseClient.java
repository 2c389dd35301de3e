package dev.deployflux.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
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
            String lastId = picture.visit();
            tally.count(lastId.isEmpty() ? "SSE clients" : "SSE clients that came again");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            Lines lines = new Lines();
            CompletableFuture<HttpResponse<Void>> answer =
                    http.sendAsync(request.build(), head -> lines.of(head.statusCode()));
            CompletableFuture<Void> ended = answer.handle((done, lost) -> lines.ended(lost));
            // Both: an answer that is cancelled while its head arrives keeps its connection, and one whose lines alone
            // are
            // cancelled is waited for by the JDK's client for ever.
            return Mono.firstWithSignal(until, Mono.fromFuture(ended, true)).doFinally(end -> {
                lines.leave();
                answer.cancel(true);
            });
        });
    }

    /** The format as the HTML Standard has it. */
    private final class Lines implements Flow.Subscriber<String> {

        private final CompletableFuture<Flow.Subscription> connection = new CompletableFuture<>();
        private volatile boolean left;
        private String id = "";
        private String event = "";
        private String data = "";

        BodySubscriber<Void> of(int status) {
            if (status != OK) {
                tally.violation("SSE was answered with " + status);
            }
            return status == OK ? BodySubscribers.fromLineSubscriber(this) : BodySubscribers.discarding();
        }

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            connection.complete(lines);
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.isEmpty()) {
                tell();
                id = event = data = "";
                return;
            }
            int colon = line.indexOf(':');
            if (colon < 0) {
                tally.violation("SSE line " + line);
                return;
            }
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
        public void onComplete() {}

        /** Not after it was left, when the next visit may have begun. */
        private void tell() {
            try {
                synchronized (picture) {
                    if (!left) {
                        picture.told(id, event, data);
                    }
                }
            } catch (RuntimeException unreadable) {
                tally.violation("SSE event " + event + " with " + data + ": " + unreadable);
            }
        }

        void leave() {
            synchronized (picture) {
                left = true;
            }
            var unused = connection.thenAccept(Flow.Subscription::cancel);
        }

        /** Only we end it, but for a server that has no reason to. */
        @Nullable
        Void ended(@Nullable Throwable lost) {
            if (!left) {
                tally.violation("SSE ended by itself: " + (lost == null ? "as if it were whole" : lost));
            }
            return null;
        }
    }
}
