package dev.deployflux.webflux;

import dev.deployflux.ServiceRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.function.BodyInserters;
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
        return Mono.defer(() -> stream(request)).onErrorResume(error -> Problem.answer(request, error));
    }

    private Mono<ServerResponse> stream(ServerRequest request) {
        Query query = Query.of(request, PARAMETERS);
        DeploymentFilter filter =
                new DeploymentFilter(query.texts("cluster"), query.texts("service"), query.statuses("status"));
        var events = sse.stream(lastEventId(request, query), filter);
        return clustersAreKnown(filter.clusters())
                .then(Mono.defer(() -> ServerResponse.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .header("Cache-Control", "no-store")
                        .header("X-Accel-Buffering", "no") // nginx would keep events back until it has a buffer full
                        .body(BodyInserters.fromServerSentEvents(events))))
                .map(answer ->
                        new ProblemBeforeBody(answer, TidyResponse::new, error -> Problem.answer(request, error)));
    }

    private static @Nullable String lastEventId(ServerRequest request, Query query) {
        String header = request.headers().firstHeader("Last-Event-ID");
        return header == null || header.isBlank() ? query.text("lastEventId") : header;
    }

    /** Fails if a cluster is none of those that are watched. A feed that hasn't looked yet is awaited. */
    private Mono<Void> clustersAreKnown(Set<String> clusters) {
        if (clusters.isEmpty() || watched().containsAll(clusters)) {
            return Mono.empty();
        }
        return sse.settled().then(Mono.defer(() -> {
            Set<String> watched = watched();
            return watched.containsAll(clusters) || sse.feed().health().lastLookup() == null
                    ? Mono.empty()
                    : Mono.error(unknown(clusters, watched));
        }));
    }

    private Set<String> watched() {
        return sse.feed().health().services().keySet().stream()
                .map(ServiceRef::cluster)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ErrorResponseException unknown(Set<String> clusters, Set<String> watched) {
        String unknown = clusters.stream()
                .filter(cluster -> !watched.contains(cluster))
                .map(Quoted::of)
                .collect(Collectors.joining(", "));
        return new ErrorResponseException(
                HttpStatus.NOT_FOUND,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.NOT_FOUND,
                        "No service of the cluster " + unknown + " is watched. "
                                + (watched.isEmpty()
                                        ? "There are no services."
                                        : "Those watched are of: " + String.join(", ", watched) + ".")),
                null);
    }
}
