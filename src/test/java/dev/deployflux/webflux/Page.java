package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** A client that keeps what events tell, as a browser's page would, and complains of what repeats or goes backwards. */
final class Page {

    final List<String> names = new ArrayList<>();
    private final TreeMap<String, String> statuses = new TreeMap<>();
    private final TreeSet<String> services = new TreeSet<>();
    private final TreeSet<String> failing = new TreeSet<>();
    private @Nullable EventId last;
    int resets;

    void take(ServerSentEvent<DeploymentView> event) {
        EventId id = EventId.parse(Objects.requireNonNull(event.id()));
        DeploymentView view = Objects.requireNonNull(event.data());
        String name = Objects.requireNonNull(event.event());
        names.add(name);
        if (name.equals("reset")) {
            resets++;
            statuses.clear();
            services.clear();
            failing.clear();
        } else {
            EventId before = Objects.requireNonNull(last);
            assertThat(id.epoch()).isEqualTo(before.epoch());
            assertThat(id.number()).isGreaterThanOrEqualTo(before.number() + (name.equals("live") ? 0 : 1));
            apply(name, view);
        }
        last = id;
    }

    private void apply(String name, DeploymentView view) {
        StreamNotice notice = view.notice();
        String service = notice == null ? "" : notice.cluster() + "/" + notice.service();
        switch (name) {
            case "deployment" -> statuses.put(view.serviceDeploymentArn(), view.status());
            case "removed" -> statuses.remove(view.serviceDeploymentArn());
            case "service-joined" -> services.add(service);
            case "service-failing" -> failing.add(service);
            case "service-recovered" -> failing.remove(service);
            case "service-left" -> {
                services.remove(service);
                failing.remove(service);
                statuses.keySet().removeIf(arn -> arn.contains("/" + service + "/"));
            }
            case "live" -> {}
            default -> throw new AssertionError(name);
        }
    }

    /** What it would send in {@code Last-Event-ID}. */
    @Nullable
    EventId last() {
        return last;
    }

    /** What it shows. */
    String picture() {
        return services + " " + failing + " " + statuses;
    }
}
