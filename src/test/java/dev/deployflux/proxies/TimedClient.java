package dev.deployflux.proxies;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of one stream that keeps when it got what. */
final class TimedClient implements Flow.Subscriber<String> {

    private static final int GIVE_UP_SECONDS = 60;

    /** When each deployment's event came, by its id. */
    final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    private final long asked = System.nanoTime();
    private final CompletableFuture<Duration> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> live = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private volatile Duration longestSilence = Duration.ZERO;

    // Owned by the thread that calls.
    private long lastLine = asked;
    private String id = "";
    private String event = "";

    static TimedClient open(HttpClient http, URI uri) {
        TimedClient client = new TimedClient();
        var unused = http.sendAsync(
                        HttpRequest.newBuilder(uri)
                                .header("Accept-Encoding", "gzip, br")
                                .build(),
                        BodyHandlers.fromLineSubscriber(client))
                .whenComplete((answer, error) -> client.end.complete("it ended by itself: " + error));
        return client;
    }

    @Override
    public void onSubscribe(Flow.Subscription lines) {
        subscription.complete(lines);
        lines.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        long now = System.nanoTime();
        opened.complete(Duration.ofNanos(now - asked));
        Duration silence = Duration.ofNanos(now - lastLine);
        longestSilence = silence.compareTo(longestSilence) > 0 ? silence : longestSilence;
        lastLine = now;
        if (line.startsWith("id:")) {
            id = line.substring("id:".length());
        } else if (line.startsWith("event:")) {
            event = line.substring("event:".length());
        } else if (line.equals(":heartbeat")) {
            heartbeats.incrementAndGet();
        } else if (line.isEmpty()) {
            told(now);
            event = "";
        }
    }

    private void told(long now) {
        if (event.equals("live")) {
            live.complete(null);
        } else if (event.equals("deployment")) {
            arrivals.put(id, now);
        }
    }

    @Override
    public void onError(Throwable error) {
        end.complete("it was cut off: " + error);
    }

    @Override
    public void onComplete() {
        end.complete("it ended by itself");
    }

    /** Waits for the snapshot's end, and returns how long the first line was under way. */
    Duration awaitLive() {
        live.orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
        return opened.join();
    }

    /** Why it has ended; empty if it hasn't. */
    String end() {
        return end.getNow("");
    }

    int heartbeats() {
        return heartbeats.get();
    }

    Duration longestSilence() {
        return longestSilence;
    }

    void leave() {
        subscription.join().cancel();
    }
}
