package dev.deployflux.proxies;

import dev.deployflux.webflux.EventStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that keeps what it gets, and comes again behind its last event when its stream has ended. */
final class ReturningClient implements AutoCloseable {

    private static final int OK = 200;

    final List<Map<String, String>> events = new ArrayList<>();

    /** How often it was answered. */
    int visits;

    private final HttpClient http;
    private final URI uri;
    private @Nullable EventStream stream;
    private @Nullable String lastId;

    ReturningClient(HttpClient http, URI uri) {
        this.http = http;
        this.uri = uri;
    }

    /** Reads up to such an event, on as many connections as it takes. */
    void readUntil(Predicate<Map<String, String>> isLast) {
        Map<String, String> event;
        do {
            event = next();
            events.add(event);
        } while (!isLast.test(event));
    }

    /** Reads up to the event of that name whose data contain this. */
    void readUntil(String name, String data) {
        readUntil(event -> name.equals(event.get("event"))
                && event.getOrDefault("data", "").contains(data));
    }

    private Map<String, String> next() {
        while (true) {
            while (stream == null && !isAnswered()) {
                Thread.onSpinWait(); // which takes what a connection takes
            }
            Map<String, String> block = block();
            if (block == null) {
                close();
            } else {
                lastId = block.getOrDefault("id", lastId == null ? "" : lastId);
                if (block.containsKey("data")) {
                    return block;
                }
            }
        }
    }

    private @Nullable Map<String, String> block() {
        try {
            return stream == null ? null : stream.block();
        } catch (UncheckedIOException cut) {
            return null;
        }
    }

    private boolean isAnswered() {
        try {
            EventStream opened = EventStream.open(http, uri, lastId);
            if (opened.response.statusCode() == OK) {
                stream = opened;
                visits++;
                return true;
            }
            opened.close();
        } catch (UncheckedIOException nobodyThere) {
            // not yet
        }
        return false;
    }

    /** What it was told of deployments, each with its id. */
    List<String> deployments() {
        return events.stream()
                .filter(event -> "deployment".equals(event.get("event")))
                .map(event -> event.get("id") + " " + event.get("data"))
                .toList();
    }

    /** How many events of that name it got. */
    long count(String name) {
        return events.stream().filter(event -> name.equals(event.get("event"))).count();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
