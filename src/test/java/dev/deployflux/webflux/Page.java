package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** A client that keeps what events tell, as a browser's page would, and complains of what repeats or goes backwards. */
final class Page {

    private static final Set<String> OVER = Set.of("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED");

    final List<String> names = new ArrayList<>();
    private final TreeMap<String, String> statuses = new TreeMap<>();
    private final TreeMap<String, String> awaiting = new TreeMap<>();
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
            awaiting.clear();
            services.clear();
            failing.clear();
        } else {
            EventId before = Objects.requireNonNull(last);
            assertThat(before.epoch()).isIn(id.epoch(), EventId.NONE.epoch()); // nothing polls anew meanwhile
            assertThat(id.number()).isGreaterThanOrEqualTo(before.number() + (name.equals("live") ? 0 : 1));
            apply(name, view);
        }
        last = id;
    }

    private void apply(String name, DeploymentView view) {
        StreamNotice notice = view.notice();
        String service = notice == null ? "" : notice.cluster() + "/" + notice.service();
        switch (name) {
            case "deployment" -> {
                statuses.put(view.serviceDeploymentArn(), view.status());
                assertThat(OVER.contains(view.status()) ? awaiting.get(view.serviceDeploymentArn()) : null)
                        .as("what a deployment that is over waits for")
                        .isNull();
            }
            case "progress" -> assertThat(view.status()).isEqualTo(inFlight(view));
            case "awaiting-action" -> {
                assertThat(view.status()).isEqualTo(inFlight(view));
                awaiting.put(view.serviceDeploymentArn(), hook(view));
            }
            case "awaiting-ended" ->
                assertThat(awaiting.remove(view.serviceDeploymentArn())).isEqualTo(hook(view));
            case "removed" -> statuses.remove(view.serviceDeploymentArn());
            case "service-joined" -> services.add(service);
            case "service-failing" -> failing.add(service);
            case "service-recovered" -> failing.remove(service);
            case "service-left" -> {
                services.remove(service);
                failing.remove(service);
                statuses.keySet().removeIf(arn -> arn.contains("/" + service + "/"));
                awaiting.keySet().removeIf(arn -> arn.contains("/" + service + "/"));
            }
            case "live", "details-failing", "details-recovered" -> {}
            case "detector-failing", "detector-recovered", "hints-failing", "hints-recovered" -> {}
            default -> throw new AssertionError(name);
        }
    }

    /** The status that was told of a deployment that gets on or waits. */
    private @Nullable String inFlight(DeploymentView view) {
        return assertThat(statuses.get(view.serviceDeploymentArn()))
                .isNotIn(OVER)
                .actual();
    }

    private static String hook(DeploymentView view) {
        return Objects.requireNonNull(view.awaiting()).hookId();
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
