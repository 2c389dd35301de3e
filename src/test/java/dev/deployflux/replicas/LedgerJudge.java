package dev.deployflux.replicas;

import dev.deployflux.replicas.Ledger.Handed;
import dev.deployflux.soak.Tally;
import dev.deployflux.validator.TrueDeployment;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.EventText;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what a consumer was handed: each event at least once, and for the first time in order. */
final class LedgerJudge {

    private final Map<String, EventId> ids;
    private final Tally tally;

    /** {@code ids} are those of events in the log, by their texts. */
    LedgerJudge(Map<String, EventId> ids, Tally tally) {
        this.ids = ids;
        this.tally = tally;
    }

    void judge(List<Handed> handed, Collection<TrueDeployment> truth) {
        Set<String> seen = new HashSet<>();
        Map<String, Set<String>> statuses = new HashMap<>();
        EventId last = null;
        for (Handed each : handed) {
            if (each.kind().equals("Reset")) {
                last = null;
                tally.count("resets that the consumer got");
            }
            if (each.text().equals("-")) {
                continue;
            }
            note(EventText.read(each.text()), statuses);
            if (!seen.add(each.text())) {
                tally.count("events that the consumer got again");
                continue;
            }
            tally.count("events that the consumer got");
            EventId id = ids.get(each.text());
            if (id != null && last != null && TrueLog.ORDER.compare(last, id) > 0) {
                tally.violation("the consumer got " + id + " for the first time behind " + last + ": " + each.text());
            }
            last = later(last, id);
        }
        for (TrueDeployment deployment : truth) {
            String end = deployment
                    .steps()
                    .get(deployment.steps().size() - 1)
                    .status()
                    .toString();
            if (!statuses.getOrDefault(deployment.arn(), Set.of()).contains(end)) {
                tally.violation("the consumer never got that " + deployment.arn() + " is " + end);
            }
        }
    }

    private static @Nullable EventId later(@Nullable EventId last, @Nullable EventId id) {
        return id == null || (last != null && TrueLog.ORDER.compare(last, id) > 0) ? last : id;
    }

    private static void note(DeploymentEvent event, Map<String, Set<String>> statuses) {
        if (event instanceof OfDeployment news) {
            statuses.computeIfAbsent(String.valueOf(news.deployment().serviceDeploymentArn()), any -> new HashSet<>())
                    .add(String.valueOf(news.deployment().statusAsString()));
        }
    }
}
