package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of a service at an instant, the newest first. Where nothing else happened, it has reached a steady state every
 * six hours, for ever, as if it were older than the simulator.
 */
final class ServiceEvents {

    static final Duration STEADY_EVERY = Duration.ofHours(6);

    /** So many deployments at least are looked at: one that was overtaken may end after a newer one. */
    private static final int OVERTAKEN = 8;

    private final SimulatedService service;
    private final Instant now;
    private final int most;
    private final List<ServiceNews> found = new ArrayList<>();
    private final List<Busy> busy = new ArrayList<>();

    /** While a deployment goes on, nothing is steady. */
    private record Busy(Instant from, Instant until) {}

    private ServiceEvents(SimulatedService service, Instant now, int most) {
        this.service = service;
        this.now = now;
        this.most = most;
    }

    static ArrayNode json(SimulatedService service, Instant now) {
        ArrayNode json = Json.object().putArray("events");
        int most = service.account().settings().descriptions().events();
        String arn = service.arn();
        for (ServiceNews each : new ServiceEvents(service, now, most).newest()) {
            String message = each.message();
            if (message != null) {
                ObjectNode event = json.addObject();
                event.put("id", DerivedIds.uuid(arn + message, each.at()));
                Json.put(event, "createdAt", each.at());
                event.put("message", message);
            }
        }
        return json;
    }

    private List<ServiceNews> newest() {
        if (most == 0) {
            return List.of();
        }
        addDeployments();
        service.scalings().newestFirst(now).limit(most).forEach(scaling -> add(scaling.news(service.eventName())));
        service.taskSets()
                .newestFirst(now)
                .limit(most)
                .forEach(set -> add(set.news(service.taskSets().before(set))));
        addSteady();
        // Of what happens at the same instant, that which was begun later comes first: the order is stable.
        found.sort(Comparator.comparing(ServiceNews::at).reversed());
        return found.subList(0, Math.min(most, found.size()));
    }

    private void addDeployments() {
        int looked = 0;
        for (DeploymentRow row : service.index().newestFirst(now)) {
            if (looked >= OVERTAKEN && found.size() >= most) {
                return;
            }
            looked++;
            List<ServiceNews> news = DeploymentNews.upTo(service, row, now);
            add(news);
            Instant end = row.isKnownToBeOverAt(now) ? news.get(news.size() - 1).at() : now;
            busy.add(new Busy(row.createdAt(), end));
        }
    }

    /** The last of them first. */
    private void add(List<ServiceNews> news) {
        for (int i = news.size() - 1; i >= 0; i--) {
            if (news.get(i).message() != null && !news.get(i).at().isAfter(now)) {
                found.add(news.get(i));
            }
        }
    }

    private void addSteady() {
        long every = STEADY_EVERY.toSeconds();
        long phase = Math.floorMod(DerivedIds.hash(service.arn()), every);
        Instant at = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond() - phase, every) * every + phase);
        for (int i = 0; i < most; i++) {
            Instant tick = at.minusSeconds(i * every);
            if (busy.stream().noneMatch(each -> !tick.isBefore(each.from) && tick.isBefore(each.until))) {
                found.add(ServiceNews.steadyStill(tick, service.eventName()));
            }
        }
    }
}
