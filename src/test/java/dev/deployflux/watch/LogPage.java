package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.OfDeployment;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A reader that keeps what entries tell, as a page would, and complains of what repeats or goes backwards. */
final class LogPage {

    private final TreeMap<String, String> statuses = new TreeMap<>();
    private final TreeSet<String> services = new TreeSet<>();
    private final TreeSet<String> failing = new TreeSet<>();
    private @Nullable EventId last;
    int resets;

    void take(FeedEntry entry) {
        EventId id = entry.id();
        if (entry.event() instanceof Reset) {
            resets++;
            statuses.clear();
            services.clear();
            failing.clear();
        } else {
            EventId before = Objects.requireNonNull(last);
            assertThat(id.epoch()).isEqualTo(before.epoch());
            assertThat(id.number()).isGreaterThanOrEqualTo(before.number() + (entry.event() instanceof Live ? 0 : 1));
            apply(entry.event());
        }
        last = id;
    }

    private void apply(DeploymentEvent event) {
        if (event instanceof Removed removed) {
            statuses.remove(removed.deployment().serviceDeploymentArn());
        } else if (event instanceof OfDeployment news) {
            statuses.put(
                    news.deployment().serviceDeploymentArn(), news.deployment().statusAsString());
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
        } else {
            assertThat(event).isInstanceOfAny(Live.class, PassCompleted.class);
        }
    }

    /** Where it would go on. */
    @Nullable
    EventId last() {
        return last;
    }

    /** What it shows. */
    String picture() {
        return services + " " + failing + " " + statuses;
    }
}
