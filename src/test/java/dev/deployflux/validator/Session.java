package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events of one service from its joining to its leaving, or to the end. */
final class Session {

    private final ServiceRef service;
    private final List<DeploymentEvent> events;
    private final Instant joinedBy;
    private final List<Report> reports = new ArrayList<>();
    private final Map<String, List<RolloutReport>> rollouts = new LinkedHashMap<>();

    Session(ServiceRef service, List<DeploymentEvent> events, Instant joinedBy, Listening listening) {
        this.service = service;
        this.events = events;
        this.joinedBy = joinedBy;
        read(listening);
    }

    /** A pass begins when the events of the one before were taken. */
    private void read(Listening listening) {
        Instant[] notAfter = new Instant[events.size()];
        boolean[] leaving = new boolean[events.size()];
        Instant end = listening.until();
        Instant nextPass = listening.until();
        boolean last = left();
        for (int i = events.size() - 1; i >= 0; i--) {
            DeploymentEvent event = events.get(i);
            last &= event instanceof DeploymentEvent.ServiceLeft
                    || event instanceof DeploymentEvent.Removed
                    || event instanceof AwaitingEnded;
            if (event instanceof DeploymentEvent.PassCompleted bookmark && !listening.conflated()) {
                end = nextPass;
                nextPass = bookmark.startedAt();
            }
            notAfter[i] = end;
            leaving[i] = last;
        }
        Map<String, Report> told = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof DeploymentEvent.OfDeployment news) {
                Report report = new Report(news, notAfter[i], leaving[i]);
                reports.add(report);
                told.put(report.arn(), report);
            } else if (events.get(i) instanceof OfRollout news) {
                String arn = String.valueOf(news.deployment().serviceDeploymentArn());
                rollouts.computeIfAbsent(arn, any -> new ArrayList<>())
                        .add(new RolloutReport(news, notAfter[i], leaving[i], told.get(arn)));
            }
        }
    }

    ServiceRef service() {
        return service;
    }

    List<DeploymentEvent> events() {
        return events;
    }

    /** When it had joined at the latest. */
    Instant joinedBy() {
        return joinedBy;
    }

    /** Whether it is in the window: a service that joined late looks back from then. */
    boolean looksAt(TrueDeployment deployment, Listening listening) {
        Duration late = Duration.between(listening.from(), joinedBy);
        return !deployment.createdAt().isBefore(listening.since().plus(late));
    }

    boolean left() {
        return events.get(events.size() - 1) instanceof DeploymentEvent.ServiceLeft;
    }

    boolean failedEver() {
        return events.stream().anyMatch(DeploymentEvent.ServiceFailing.class::isInstance);
    }

    boolean isFailingAtTheEnd() {
        boolean failing = false;
        for (DeploymentEvent event : events) {
            failing = event instanceof DeploymentEvent.ServiceFailing
                    || (failing && !(event instanceof DeploymentEvent.ServiceRecovered));
        }
        return failing;
    }

    List<DeploymentEvent.PassCompleted> bookmarks() {
        return events.stream()
                .filter(DeploymentEvent.PassCompleted.class::isInstance)
                .map(DeploymentEvent.PassCompleted.class::cast)
                .toList();
    }

    /** When the last pass began that it told of; when it joined if none has. */
    Instant lastBookmark() {
        List<DeploymentEvent.PassCompleted> bookmarks = bookmarks();
        return bookmarks.isEmpty()
                ? joinedBy
                : bookmarks.get(bookmarks.size() - 1).startedAt();
    }

    List<Report> reports() {
        return reports;
    }

    /** The reports of each deployment, by its ARN. */
    Map<String, List<Report>> byDeployment() {
        Map<String, List<Report>> byArn = new LinkedHashMap<>();
        reports.forEach(report ->
                byArn.computeIfAbsent(report.arn(), arn -> new ArrayList<>()).add(report));
        return byArn;
    }

    /** What was told of each deployment beside its status, by its ARN. */
    Map<String, List<RolloutReport>> rollouts() {
        return rollouts;
    }
}
