package dev.deployflux.replicas;

import dev.deployflux.soak.SseLines;
import dev.deployflux.soak.SsePicture;
import dev.deployflux.soak.Tally;
import dev.deployflux.watch.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Somebody who listens by HTTP, and comes again behind the last id wherever the proxy leads. All of it runs on one thread. */
final class StreamClient implements SseLines.Ear {

    private static final int OK = 200;

    /** Longer than a proxy waits for a replica that stands still. */
    private static final Duration GIVE_UP = Duration.ofSeconds(30);

    private final String name;
    private final HttpClient http;
    private final String uri;
    private final Contents contents;
    private final Silences silences;
    private final Tally tally;
    private final Track track;
    private final SsePicture picture;

    private String replica = "";
    private long lastHeard;
    private long visits;

    /** {@code http} pools no connections: one that is left is closed, as a browser does. */
    StreamClient(String name, HttpClient http, String uri, Contents contents, Silences silences, Tally tally) {
        this.name = name;
        this.http = http;
        this.uri = uri;
        this.contents = contents;
        this.silences = silences;
        this.tally = tally;
        this.track = new Track(name);
        this.picture = SsePicture.disturbed(tally);
    }

    /** Goes on where it was, until then, or until the stream ends for whatever reason. */
    Mono<Void> visit(Mono<Void> until) {
        return Mono.defer(() -> {
            String last = picture.visit();
            SseLines lines = new SseLines(this, tally);
            return http.headers(headers -> {
                        headers.set("Accept", "text/event-stream");
                        if (!last.isEmpty()) {
                            headers.set("Last-Event-ID", last);
                        }
                    })
                    .get()
                    .uri(uri)
                    .response((head, body) -> {
                        if (head.status().code() != OK) {
                            tally.count("stream answers " + head.status().code());
                            return Flux.empty();
                        }
                        tally.count(++visits == 1 ? "stream clients" : "streams that were resumed");
                        replica = String.valueOf(head.responseHeaders().get(ReplicaServer.NAME));
                        lastHeard = System.nanoTime();
                        return body.asString(StandardCharsets.UTF_8);
                    })
                    .timeout(GIVE_UP)
                    .doOnError(TimeoutException.class, silent -> tally.count("streams given up"))
                    .onErrorComplete() // it was cut off, which is what proxies and replicas do here
                    .takeUntilOther(until)
                    .doOnNext(text -> {
                        noteSilence();
                        lines.received(text);
                    })
                    .doFinally(any -> {
                        noteSilence();
                        replica = "";
                    })
                    .then();
        });
    }

    private void noteSilence() {
        long now = System.nanoTime();
        if (!replica.isEmpty()) {
            silences.heard(name, replica, lastHeard, now);
        }
        lastHeard = now;
    }

    @Override
    public void told(String id, String event, String data) {
        picture.told(id, event, data);
        if (!id.isEmpty() && track.add(id, event)) {
            contents.told(name, EventId.parse(id), event + " " + data);
        }
    }

    Track track() {
        return track;
    }

    /** Judges what it was told of each deployment. */
    void judge(Map<String, List<String>> truth, Set<String> due) {
        picture.judge(truth, due);
    }
}
