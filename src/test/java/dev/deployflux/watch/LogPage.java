package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A reader that keeps what entries tell, as a page would, and complains of what repeats or goes backwards. */
final class LogPage {

    private final TreeMap<String, String> statuses = new TreeMap<>();
    private final TreeMap<String, String> stages = new TreeMap<>();
    private final TreeSet<String> waits = new TreeSet<>();
    private final TreeSet<String> services = new TreeSet<>();
    private final TreeSet<String> failing = new TreeSet<>();
    private @Nullable EventId last;
    int resets;

    /** How often news of a rollout came without the status of their deployment having come before. */
    int early;

    void take(FeedEntry entry) {
        EventId id = entry.id();
        if (entry.event() instanceof Reset) {
            resets++;
            statuses.clear();
            stages.clear();
            waits.clear();
            services.clear();
            failing.clear();
        } else {
            EventId before = Objects.requireNonNull(last);
            assertThat(EventId.ORDER.compare(id, before)).isGreaterThanOrEqualTo(entry.event() instanceof Live ? 0 : 1);
            apply(entry.event());
        }
        last = id;
    }

    void apply(DeploymentEvent event) {
        if (event instanceof Removed removed) {
            statuses.remove(removed.deployment().serviceDeploymentArn());
            over(removed.deployment().serviceDeploymentArn());
        } else if (event instanceof OfDeployment news) {
            String status = news.deployment().statusAsString();
            statuses.put(news.deployment().serviceDeploymentArn(), status);
            if (LogScript.ENDS.contains(status)) {
                over(news.deployment().serviceDeploymentArn());
            }
        } else if (event instanceof OfRollout news) {
            rollout(news);
        } else if (event instanceof ServiceJoined joined) {
            services.add(joined.service().toString());
        } else if (event instanceof ServiceFailing failed) {
            failing.add(failed.service().toString());
        } else if (event instanceof ServiceRecovered recovered) {
            failing.remove(recovered.service().toString());
        } else if (event instanceof ServiceLeft left) {
            String service = left.service().toString();
            services.remove(service);
            failing.remove(service);
            statuses.keySet().removeIf(arn -> arn.contains("/" + service + "/"));
            stages.keySet().removeIf(arn -> arn.contains("/" + service + "/"));
            waits.removeIf(arn -> arn.contains("/" + service + "/"));
        } else {
            assertThat(event).isInstanceOfAny(Live.class, PassCompleted.class, Missed.class);
        }
    }

    private void rollout(OfRollout news) {
        String arn = news.deployment().serviceDeploymentArn();
        String status = statuses.get(arn);
        assertThat(status).as("nothing comes after the end").isNotIn(LogScript.ENDS);
        if (news instanceof AwaitingEnded ended) {
            waits.remove(arn + ended.action().hookId());
            return;
        }
        early += news.deployment().statusAsString().equals(status) ? 0 : 1;
        if (news instanceof Progressed progress) {
            stages.put(arn, String.valueOf(progress.stage()));
        } else if (news instanceof AwaitingAction awaiting) {
            waits.add(arn + awaiting.hookId());
        }
    }

    private void over(String arn) {
        stages.remove(arn);
        assertThat(waits).as("the end of a wait comes first").noneMatch(wait -> wait.startsWith(arn));
    }

    /** Where it would go on. */
    @Nullable
    EventId last() {
        return last;
    }

    /** What it shows. */
    String picture() {
        return services + " " + failing + " " + statuses + " " + stages + " " + waits;
    }
}
