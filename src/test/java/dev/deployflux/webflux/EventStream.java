package dev.deployflux.webflux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An SSE client of no library: the JDK's HTTP client, and the format as the HTML Standard has it. Blocks. */
public final class EventStream implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    private EventStream(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.lines = response.body().iterator();
    }

    public static EventStream open(URI uri) {
        return open(uri, null);
    }

    static EventStream open(URI uri, @Nullable String lastEventId) {
        return open(HTTP, uri, lastEventId);
    }

    /** Opens one by a client that has settings of its own. */
    public static EventStream open(HttpClient http, URI uri, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "text/event-stream")
                .header("Accept-Encoding", "gzip, br"); // as browsers do
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return new EventStream(http.send(request.build(), BodyHandlers.ofLines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next block: its fields, where a comment's name is empty; {@code null} at the end, also of an unfinished one. */
    public @Nullable Map<String, String> block() {
        Map<String, String> fields = new LinkedHashMap<>();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.isEmpty()) {
                return fields;
            }
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return null;
    }

    /** The next block with data. */
    public Map<String, String> event() {
        Map<String, String> block = block();
        while (block != null && !block.containsKey("data")) {
            block = block();
        }
        if (block == null) {
            throw new AssertionError("the stream has ended");
        }
        return block;
    }

    /** Events up to the first whose name and data contain these. */
    public Map<String, String> await(String name, String data) {
        Map<String, String> event = event();
        while (!name.equals(event.get("event"))
                || !event.getOrDefault("data", "").contains(data)) {
            event = event();
        }
        return event;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
