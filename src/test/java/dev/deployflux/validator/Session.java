package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The events of one service from its joining to its leaving, or to the end. */
final class Session {

    private final ServiceRef service;
    private final List<DeploymentEvent> events;
    private final Instant joinedBy;
    private final List<Report> reports = new ArrayList<>();

    Session(ServiceRef service, List<DeploymentEvent> events, Instant joinedBy, Listening listening) {
        this.service = service;
        this.events = events;
        this.joinedBy = joinedBy;
        readBackwards(listening);
    }

    /** A pass begins when the events of the one before were taken. */
    private void readBackwards(Listening listening) {
        Instant notAfter = listening.until();
        Instant nextPass = listening.until();
        boolean leaving = left();
        for (int i = events.size() - 1; i >= 0; i--) {
            DeploymentEvent event = events.get(i);
            leaving &= event instanceof DeploymentEvent.ServiceLeft || event instanceof DeploymentEvent.Removed;
            if (event instanceof DeploymentEvent.PassCompleted bookmark && !listening.conflated()) {
                notAfter = nextPass;
                nextPass = bookmark.startedAt();
            } else if (event instanceof DeploymentEvent.OfDeployment news) {
                reports.add(new Report(news, notAfter, leaving));
            }
        }
        Collections.reverse(reports);
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
}
