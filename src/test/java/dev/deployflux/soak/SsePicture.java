package dev.deployflux.soak;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one page shows, who gets events and knows nothing else; and whether they were right to come. */
final class SsePicture {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Tally tally;
    private final Map<String, String> shown = new HashMap<>();
    private String lastId = "";

    SsePicture(Tally tally) {
        this.tally = tally;
    }

    /** By which to go on after the connection was lost. */
    String lastId() {
        return lastId;
    }

    /** Of one block of the stream, whose fields are empty where it has none. */
    void told(String id, String event, String data) {
        if (!id.isEmpty()) {
            lastId = id;
        }
        switch (event) {
            case "reset" -> shown.clear();
            case "removed" -> shown.remove(arn(JSON.readTree(data)));
            case "deployment" -> deployment(JSON.readTree(data));
            default -> {}
        }
    }

    private void deployment(JsonNode news) {
        tally.count("SSE events of deployments");
        String status = news.path("status").asString();
        if (status.equals(shown.put(arn(news), status))) {
            tally.repeated(1, "SSE, " + arn(news) + " " + status);
        }
    }

    /** At the end, by what is true then. */
    void judge(Map<String, String> truth) {
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
