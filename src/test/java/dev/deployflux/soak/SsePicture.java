package dev.deployflux.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one page shows, who gets events and knows nothing else; and whether they were right to come. A visit's
 * thread may still be at it when the next one's begins.
 */
public final class SsePicture {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Until each service has been looked at, or is known to fail. */
    private static final Duration SNAPSHOT = Duration.ofSeconds(15);

    private final Tally tally;

    /** Of each deployment, which statuses the page was told. */
    private final Map<String, List<String>> shown = new HashMap<>();

    private final boolean isDisturbed;
    private String lastId = "";
    private boolean again;
    private boolean liveDue;

    SsePicture(Tally tally) {
        this(tally, false);
    }

    private SsePicture(Tally tally, boolean isDisturbed) {
        this.tally = tally;
        this.isDisturbed = isDisturbed;
    }

    /** A picture of one who may have to begin anew at any time, and to wait long for a snapshot, as replicas and stores fail. */
    public static SsePicture disturbed(Tally tally) {
        return new SsePicture(tally, true);
    }

    /** A visit begins: the id by which it goes on where the last one was, or the empty text. */
    public synchronized String visit() {
        again = !lastId.isEmpty();
        liveDue = false;
        return lastId;
    }

    /** A visit that was so long is over. */
    synchronized void left(Duration stay) {
        if (liveDue && stay.compareTo(SNAPSHOT) > 0) {
            tally.violation("SSE never said that its snapshot was over, for " + stay);
        }
    }

    /** Of one block of the stream, whose fields are empty where it has none. */
    public synchronized void told(String id, String event, String data) {
        if (!id.isEmpty()) {
            lastId = id;
        } else if (!event.isEmpty() && !event.equals("end")) { // which may come before anything has an id
            tally.violation("SSE event " + event + " has no id: " + data);
        }
        switch (event) {
            case "reset" -> reset();
            case "live" -> liveDue = false;
            case "removed" -> shown.remove(arn(JSON.readTree(data)));
            case "deployment" -> deployment(JSON.readTree(data));
            default -> {}
        }
    }

    /** Whoever comes again goes on where it was, as the server's ring is longer than anybody's absence. */
    private void reset() {
        if (again && !isDisturbed) {
            tally.violation("SSE began anew with someone who came again");
        }
        shown.clear();
        liveDue = true;
    }

    private void deployment(JsonNode news) {
        tally.count("SSE events of deployments");
        shown.computeIfAbsent(arn(news), any -> new ArrayList<>())
                .add(news.path("status").asString());
    }

    /**
     * At the end, by what is true then.
     *
     * @param truth the statuses that each deployment has had, in order
     * @param due which of them the page must have been told of, to their end
     */
    public synchronized void judge(Map<String, List<String>> truth, Set<String> due) {
        tally.count("SSE pictures judged");
        shown.forEach((arn, statuses) -> judge(arn, statuses, truth.getOrDefault(arn, List.of())));
        due.forEach(arn -> {
            List<String> statuses = shown.getOrDefault(arn, List.of());
            List<String> all = truth.getOrDefault(arn, List.of());
            String end = all.get(all.size() - 1);
            if (!statuses.contains(end)) {
                tally.lost(1, "SSE, the end " + end + " of " + arn + ", told " + statuses);
            }
        });
    }

    /** Each status is one that comes after the last one that was told. */
    private void judge(String arn, List<String> told, List<String> truth) {
        int last = -1;
        for (String status : told) {
            int place = truth.indexOf(status);
            if (place >= 0 && place == last) {
                tally.repeated(1, "SSE, " + arn + " " + status);
            } else if (place < last || place < 0) {
                tally.violation("SSE told " + told + " of " + arn + ", which was " + truth);
            }
            last = Math.max(last, place);
        }
    }

    private static String arn(JsonNode news) {
        return news.path("serviceDeploymentArn").asString();
    }
}
