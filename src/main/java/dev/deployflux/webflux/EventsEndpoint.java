package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.EventId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A feed's stream, for one client. */
final class EventsEndpoint {

    private static final List<String> PARAMETERS = List.of("cluster", "service", "status", "lastEventId");

    private final DeploymentSse sse;

    EventsEndpoint(DeploymentSse sse) {
        this.sse = sse;
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        Query query = Query.of(request, PARAMETERS);
        DeploymentFilter filter =
                new DeploymentFilter(query.texts("cluster"), query.texts("service"), query.statuses("status"));
        String header = request.headers().firstHeader("Last-Event-ID");
        String parameter = query.text("lastEventId");
        if (parameter != null) {
            EventId.parse(parameter); // code that sends a wrong id is told; a browser, with its header, would give up
        }
        if (!acceptsEvents(request.headers().accept())) {
            throw Problem.exception(
                    HttpStatus.NOT_ACCEPTABLE,
                    "This is a stream of Server-Sent Events: send Accept: text/event-stream, or no Accept. Rows as JSON"
                            + " are beside it, at clusters/{cluster}/services/{service}/deployments.");
        }
        var bursts = sse.bursts(header == null || header.isBlank() ? parameter : header, filter);
        Mono<ServerResponse> answer = Mono.just(DeploymentSse.answer(request.method(), bursts));
        return request.method().equals(HttpMethod.HEAD) || filter.clusters().isEmpty()
                ? answer
                : clustersAreKnown(filter.clusters()).then(answer);
    }

    /** Whether the most specific range that includes event streams accepts them, as RFC 9110 has it. */
    private static boolean acceptsEvents(List<MediaType> accepted) {
        return accepted.isEmpty()
                || accepted.stream()
                        .filter(range -> range.includes(MediaType.TEXT_EVENT_STREAM))
                        .min(Comparator.comparing(MediaType::isWildcardType)
                                .thenComparing(MediaType::isWildcardSubtype))
                        .filter(range -> range.getQualityValue() > 0)
                        .isPresent();
    }

    /** Fails if a cluster is none of those that are watched. A feed that hasn't looked yet is awaited. */
    private Mono<Void> clustersAreKnown(Set<String> clusters) {
        if (watched().containsAll(clusters)) {
            return Mono.empty();
        }
        return sse.feed()
                .entries()
                .takeUntil(entry -> entry.event() instanceof DeploymentEvent.Live)
                .then()
                .timeout(sse.heartbeat(), Mono.empty())
                .then(Mono.defer(() -> {
                    Set<String> watched = watched();
                    return watched.containsAll(clusters) || sse.feed().health().lastLookup() == null
                            ? Mono.empty()
                            : Mono.error(Problem.exception(HttpStatus.NOT_FOUND, unknown(clusters, watched)));
                }));
    }

    private Set<String> watched() {
        return sse.feed().health().services().keySet().stream()
                .map(ServiceRef::cluster)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String unknown(Set<String> clusters, Set<String> watched) {
        String unknown = clusters.stream()
                .filter(cluster -> !watched.contains(cluster))
                .map(Query::quoted)
                .collect(Collectors.joining(", "));
        return "No service of the cluster " + unknown + " is watched. "
                + (watched.isEmpty()
                        ? "There are no services."
                        : "Those watched are of: " + String.join(", ", watched) + ".");
    }
}
