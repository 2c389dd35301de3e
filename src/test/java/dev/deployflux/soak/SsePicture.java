package dev.deployflux.soak;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one page shows, who gets events and knows nothing else; and whether they were right to come. A visit's
 * thread may still be at it when the next one's begins.
 */
final class SsePicture {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Tally tally;
    private final Map<String, String> shown = new HashMap<>();
    private String lastId = "";
    private boolean again;

    SsePicture(Tally tally) {
        this.tally = tally;
    }

    /** A visit begins: the id by which it goes on where the last one was, or the empty text. */
    synchronized String visit() {
        again = !lastId.isEmpty();
        return lastId;
    }

    /** Of one block of the stream, whose fields are empty where it has none. */
    synchronized void told(String id, String event, String data) {
        if (!id.isEmpty()) {
            lastId = id;
        }
        switch (event) {
            case "reset" -> reset();
            case "removed" -> shown.remove(arn(JSON.readTree(data)));
            case "deployment" -> deployment(JSON.readTree(data));
            default -> {}
        }
    }

    /** Whoever comes again goes on where it was, as the server's ring is longer than anybody's absence. */
    private void reset() {
        if (again) {
            tally.violation("SSE began anew with someone who came again");
        }
        shown.clear();
    }

    private void deployment(JsonNode news) {
        tally.count("SSE events of deployments");
        String status = news.path("status").asString();
        if (status.equals(shown.put(arn(news), status))) {
            tally.repeated(1, "SSE, " + arn(news) + " " + status);
        }
    }

    /** At the end, by what is true then. */
    synchronized void judge(Map<String, String> truth) {
        tally.count("SSE pictures judged");
        truth.forEach((arn, status) -> {
            String last = shown.get(arn);
            if (last == null) {
                tally.lost(1, "SSE, " + arn);
            } else if (!last.equals(status)) {
                tally.lost(1, "SSE, the end " + status + " of " + arn + ", still " + last);
            }
        });
    }

    private static String arn(JsonNode news) {
        return news.path("serviceDeploymentArn").asString();
    }
}
