package dev.deployflux.soak;

/** Reads a stream as the HTML Standard has the format, in whatever parts it comes. */
public final class SseLines {

    /** Who hears what a stream tells. */
    public interface Ear {

        /** One block of the stream, whose fields are empty where it has none. */
        void told(String id, String event, String data);
    }

    private final StringBuilder unfinished = new StringBuilder();
    private final Ear ear;
    private final Tally tally;
    private String id = "";
    private String event = "";
    private String data = "";

    /** {@code tally} gets what is no line of such a stream, and what the ear throws. */
    public SseLines(Ear ear, Tally tally) {
        this.ear = ear;
        this.tally = tally;
    }

    /** The next part. */
    public void received(String text) {
        unfinished.append(text);
        int from = 0;
        for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n", from)) {
            line(unfinished.substring(from, end));
            from = end + 1;
        }
        unfinished.delete(0, from);
    }

    private void line(String line) {
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

    private void tell() {
        try {
            ear.told(id, event, data);
        } catch (RuntimeException unreadable) {
            tally.violation("SSE event " + event + " with " + data + ": " + unreadable);
        }
    }
}
