package dev.deployflux.webflux;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.webflux.News.Kind;
import dev.deployflux.webflux.News.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/**
 * The last word on each subject, in the order in which they were spoken: what a client is told that has no part of the
 * log. Pure logic; not thread-safe.
 */
final class Picture {

    private final Duration since;
    private final TreeMap<Long, LogEntry> bySequence = new TreeMap<>();
    private final Map<Subject, LogEntry> bySubject = new HashMap<>();
    private final Map<ServiceRef, Set<Subject>> byService = new HashMap<>();

    /** How far back deployments that are over are shown. */
    Picture(Duration since) {
        this.since = since;
    }

    /** The last word on a subject, from now on. */
    void add(LogEntry entry) {
        remove(entry.subject());
        bySequence.put(entry.sequence(), entry);
        bySubject.put(entry.subject(), entry);
        ServiceRef service = entry.subject().service();
        if (service != null) {
            byService.computeIfAbsent(service, any -> new HashSet<>()).add(entry.subject());
        }
    }

    /** Nothing is left to tell of it. */
    void remove(Subject subject) {
        LogEntry before = bySubject.remove(subject);
        if (before != null) {
            bySequence.remove(before.sequence());
        }
        ServiceRef service = subject.service();
        Set<Subject> itsOwn = service == null ? null : byService.get(service);
        if (itsOwn != null) {
            itsOwn.remove(subject);
        }
    }

    /** Nothing is left to tell of a service, its deployments and its failures. */
    void removeService(ServiceRef service) {
        Set<Subject> itsOwn = byService.remove(service);
        if (itsOwn != null) {
            List.copyOf(itsOwn).forEach(this::remove);
        }
    }

    /**
     * Forgets what the feed forgets: deployments that are over and were created before the window of this pass, but for
     * the newest.
     */
    void passed(PassCompleted pass) {
        List<LogEntry> deployments = byService.getOrDefault(pass.service(), Set.of()).stream()
                .filter(subject -> subject.kind() == Kind.DEPLOYMENT)
                .map(bySubject::get)
                .toList();
        Instant newest = deployments.stream()
                .map(Picture::createdAt)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        Instant horizon = pass.windowEnd().minus(since);
        for (LogEntry entry : deployments) {
            Instant created = createdAt(entry);
            if (created.isBefore(horizon) && created.isBefore(newest) && isOver(entry)) {
                remove(entry.subject());
            }
        }
    }

    private static Instant createdAt(LogEntry entry) {
        Instant created = entry.view().createdAt();
        return created == null ? Instant.MIN : created;
    }

    private static boolean isOver(LogEntry entry) {
        return DeploymentOperators.isTerminal(
                ServiceDeploymentBrief.builder().status(entry.view().status()).build());
    }

    /** The first entry behind this one, up to another. */
    @Nullable
    LogEntry next(long after, long upTo) {
        Map.Entry<Long, LogEntry> next = bySequence.higherEntry(after);
        return next == null || next.getKey() > upTo ? null : next.getValue();
    }

    /** The services of which there are any that pass. */
    int services(DeploymentFilter filter) {
        return (int) byService.keySet().stream().filter(filter::passes).count();
    }
}
