package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The truth, and what one subscriber got of it. */
final class Observation {

    /** Between these two instants descriptions may have failed. */
    record Gap(Instant from, Instant to) {}

    private final TrueHistory truth;
    private final Listening listening;
    private final List<DeploymentEvent> events;
    private final List<Session> sessions = new ArrayList<>();
    private final List<DeploymentEvent> strays = new ArrayList<>();

    private final List<Gap> gaps = new ArrayList<>();

    Observation(TrueHistory truth, Listening listening, List<DeploymentEvent> events) {
        this.truth = truth;
        this.listening = listening;
        this.events = events;
        Map<ServiceRef, List<DeploymentEvent>> open = new HashMap<>();
        Map<ServiceRef, Instant> joinedBy = new HashMap<>();
        Set<ServiceRef> known = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            DeploymentEvent event = events.get(i);
            ServiceRef service = serviceOf(event);
            List<DeploymentEvent> session = open.get(service);
            if (service == null) {
                continue;
            }
            if (event instanceof DeploymentEvent.ServiceJoined && session == null) {
                session = new ArrayList<>(List.of(event));
                open.put(service, session);
                joinedBy.put(service, joinedBy(service, i, known.add(service)));
            } else if (session == null || event instanceof DeploymentEvent.ServiceJoined) {
                strays.add(event);
                continue;
            } else {
                session.add(event);
            }
            if (event instanceof DeploymentEvent.ServiceLeft) {
                close(service, open, joinedBy);
            }
        }
        List.copyOf(open.keySet()).forEach(service -> close(service, open, joinedBy));
        findGaps();
    }

    private void close(
            ServiceRef service, Map<ServiceRef, List<DeploymentEvent>> open, Map<ServiceRef, Instant> joinedBy) {
        List<DeploymentEvent> session = open.remove(service);
        Instant by = joinedBy.get(service);
        if (session != null && by != null) {
            sessions.add(new Session(service, session, by, listening));
        }
    }

    /**
     * Joining has no time of its own. It came before the first pass over the service, and before any pass that began
     * after another one of the same service, which was reported later.
     */
    private Instant joinedBy(ServiceRef service, int index, boolean firstTime) {
        Instant by = firstTime && listening.watching().contains(service)
                ? listening.from().plus(listening.slack())
                : listening.until();
        return notAfter(index, new HashSet<>(Set.of(service)), by);
    }

    /**
     * By when an event had come: when a pass began whose service had told of another one since the event, or was among those
     * that had passed; or by the time given, if that is earlier or there is none.
     */
    private Instant notAfter(int index, Set<ServiceRef> passed, Instant by) {
        for (DeploymentEvent event : events.subList(index, events.size())) {
            if (event instanceof DeploymentEvent.PassCompleted bookmark && !passed.add(bookmark.service())) {
                return bookmark.startedAt().isBefore(by) ? bookmark.startedAt() : by;
            }
        }
        return by;
    }

    private void findGaps() {
        Instant now = listening.from();
        Instant failing = null;
        for (int i = 0; i < events.size(); i++) {
            DeploymentEvent event = events.get(i);
            if (event instanceof DeploymentEvent.PassCompleted bookmark && !listening.conflated()) {
                Instant end = bookmark.startedAt().plus(bookmark.took());
                now = end.isAfter(now) ? end : now;
            } else if (event instanceof DetailsFailing && failing == null) {
                failing = now;
            } else if (event instanceof DetailsRecovered && failing != null) {
                gaps.add(new Gap(
                        failing,
                        listening.conflated() ? listening.until() : notAfter(i, new HashSet<>(), listening.until())));
                failing = null;
            }
        }
        if (failing != null) {
            gaps.add(new Gap(failing, listening.until()));
        }
    }

    static @Nullable ServiceRef serviceOf(DeploymentEvent event) {
        if (event instanceof DeploymentEvent.OfDeployment news) {
            return news.service();
        }
        if (event instanceof OfRollout news) {
            return news.service();
        }
        return event instanceof DeploymentEvent.OfService news ? news.service() : null;
    }

    /** When descriptions may have failed, in order. */
    List<Gap> gaps() {
        return gaps;
    }

    TrueHistory truth() {
        return truth;
    }

    Listening listening() {
        return listening;
    }

    List<DeploymentEvent> events() {
        return events;
    }

    List<Session> sessions() {
        return sessions;
    }

    /** How many deployments a feed says to have missed; a watch misses none. */
    long missed() {
        return !listening.conflated()
                ? 0
                : events.stream()
                        .filter(DeploymentEvent.Missed.class::isInstance)
                        .mapToLong(event -> ((DeploymentEvent.Missed) event).deployments())
                        .sum();
    }

    /** Events of services that weren't watched then. */
    List<DeploymentEvent> strays() {
        return strays;
    }

    /** Each deployment that there is and that is of the session's service, with its reports. */
    void forEachReported(BiConsumer<TrueDeployment, List<Report>> action) {
        for (Session session : sessions) {
            session.byDeployment().forEach((arn, reports) -> {
                TrueDeployment deployment = truth.find(arn);
                if (deployment != null && deployment.service().equals(session.service())) {
                    action.accept(deployment, reports);
                }
            });
        }
    }

    /** Each deployment that there is and that is of the session's service, with what was told of it beside its status. */
    void forEachRollout(BiConsumer<TrueDeployment, List<RolloutReport>> action) {
        for (Session session : sessions) {
            session.rollouts().forEach((arn, reports) -> {
                TrueDeployment deployment = truth.find(arn);
                if (deployment != null && deployment.service().equals(session.service())) {
                    action.accept(deployment, reports);
                }
            });
        }
    }

    /** Each deployment that was told and whose stages and pauses are to be told, too. */
    void forEachDescribed(BiConsumer<TrueDeployment, Session> action) {
        for (Session session : listening.details().told() ? sessions : List.<Session>of()) {
            session.byDeployment().forEach((arn, reports) -> {
                TrueDeployment deployment = truth.find(arn);
                if (deployment != null && deployment.service().equals(session.service())) {
                    action.accept(deployment, session);
                }
            });
        }
    }
}
