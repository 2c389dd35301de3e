package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deployflux.ServiceDeployments;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One service's deployments, as lines of JSON while the pages arrive, or as one array. */
final class ListEndpoint {

    private static final List<String> PARAMETERS = List.of("status", "after", "before", "limit");

    private static final List<MediaType> FORMATS = List.of(MediaType.APPLICATION_NDJSON, MediaType.APPLICATION_JSON);

    private final ServiceDeployments deployments;
    private final FailureStreak streak = new FailureStreak();

    ListEndpoint(ServiceDeployments deployments) {
        this.deployments = deployments;
    }

    Mono<ServerResponse> answer(ServerRequest request) {
        return Mono.<ServerResponse>fromSupplier(() -> {
                    MediaType format = format(request);
                    return StreamedAnswer.of(request.method(), format, body(format, rows(request)), streak);
                })
                .onErrorResume(error -> Problem.answer(request.requestPath(), error, streak));
    }

    private static BodyInserter<?, ReactiveHttpOutputMessage> body(MediaType format, Flux<DeploymentView> rows) {
        return format.equals(MediaType.APPLICATION_JSON)
                ? Body.of(array(rows))
                : Body.flushingBeforeError(rows.map(row -> Wire.json("", row, "\n")));
    }

    /** The first bracket goes out with the first row, so that an error before that can still be answered. */
    private static Flux<byte[]> array(Flux<DeploymentView> rows) {
        return rows.index((index, row) -> Wire.json(index == 0 ? "[" : ",", row, ""))
                .defaultIfEmpty("[".getBytes(UTF_8))
                .concatWithValues("]".getBytes(UTF_8));
    }

    private Flux<DeploymentView> rows(ServerRequest request) {
        Query query = Query.of(request, PARAMETERS);
        Set<String> statuses = query.statuses("status");
        Instant after = query.instant("after");
        Instant before = query.instant("before");
        if (after != null && before != null && !after.isBefore(before)) {
            throw new IllegalArgumentException("after is " + after + ", which isn't earlier than before, " + before
                    + ": give the earlier one as after, the later one as before.");
        }
        long limit = query.count("limit");
        return deployments
                .list(r -> {
                    r.cluster(request.pathVariable("cluster"))
                            .service(request.pathVariable("service"))
                            .statusWithStrings(statuses);
                    if (after != null || before != null) {
                        r.createdAt(window -> window.after(after).before(before));
                    }
                })
                .take(limit)
                .doOnComplete(streak::answered)
                .map(DeploymentView::of);
    }

    /** Lines, unless the client would rather have an array. */
    private static MediaType format(ServerRequest request) {
        return request.headers().accept().stream()
                .filter(type -> type.getQualityValue() > 0)
                .filter(type -> FORMATS.stream().anyMatch(type::equalsTypeAndSubtype))
                .max(Comparator.comparingDouble(MediaType::getQualityValue))
                .map(type -> new MediaType(type.getType(), type.getSubtype()))
                .orElse(MediaType.APPLICATION_NDJSON);
    }
}
