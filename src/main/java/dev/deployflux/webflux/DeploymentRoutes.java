package dev.deployflux.webflux;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.watch.DeploymentFeed;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * HTTP endpoints, as router functions that are composed like any others, and that the application secures like any
 * others.
 *
 * <pre>{@code
 * @Bean
 * RouterFunction<ServerResponse> deploymentRoutes(ServiceDeployments deployments, DeploymentSse sse) {
 *     return RouterFunctions.nest(
 *             RequestPredicates.path("/deployflux"),
 *             DeploymentRoutes.lists(deployments)
 *                     .and(DeploymentRoutes.events(sse))
 *                     .and(DeploymentRoutes.health(sse.feed()))
 *                     .and(DeploymentRoutes.page()));
 * }
 * }</pre>
 *
 * <p>What is wrong is answered with problem details (RFC 9457) that say what to write instead: 400 for a parameter that
 * is misspelt or can't be read, 404 for a cluster or service that there isn't, 406 for events to whoever doesn't accept
 * them, 414 for a query of more than 8,192 characters, 502 if ECS refuses the application or doesn't answer, 503 with
 * {@code Retry-After} if it throttles or if a stream has too many clients, 504 if it doesn't answer in time. A list that
 * fails after its first row can't be answered any more: the connection is closed before the body ends, which clients
 * notice.
 *
 * <p>Parameters that look like none of these are ignored: {@code access_token}, which Spring Security takes from
 * whoever can't send headers, {@code _} and the like. {@code HEAD} gets the headers and makes no call. All JSON is written
 * here, so the application's Jackson doesn't change it; lists and events have {@code Cache-Control: no-store,
 * no-transform}, so that no proxy holds them back to compress them.
 *
 * <p>Reactor Netty answers request lines of more than 4,096 characters itself, with 414 and no body, unless
 * {@code server.netty.max-initial-line-length} is larger.
 *
 * <p>Needs Spring Framework 7: with an older one, making a route fails with an {@link IllegalStateException}.
 */
public final class DeploymentRoutes {

    private DeploymentRoutes() {}

    /**
     * {@code GET /clusters/{cluster}/services/{service}/deployments}: a service's deployments, in the order of ECS, each
     * row as {@link DeploymentView}. NDJSON, a row a line as pages arrive; or one JSON array for a client that accepts
     * {@code application/json} before {@code application/x-ndjson}.
     *
     * <p>Parameters, all optional: {@code status}, one or more with commas between; {@code after} and {@code before},
     * moments such as {@code 2026-11-24T08:00:00Z}, for deployments created between them; {@code limit}, how many rows at
     * most. Costs a call per 100 rows that are read; a client that reads slowly or leaves causes no further ones, but for
     * the read-ahead.
     *
     * @param deployments where to list
     * @return the route
     */
    public static RouterFunction<ServerResponse> lists(ServiceDeployments deployments) {
        ListEndpoint lists = new ListEndpoint(Objects.requireNonNull(deployments, "deployments"));
        return route("/clusters/{cluster}/services/{service}/deployments", lists::answer);
    }

    /**
     * {@code GET /events}: the Server-Sent Events of a feed, as {@link DeploymentSse} describes them.
     *
     * <p>Parameters, all optional: {@code cluster}, {@code service} and {@code status} filter as {@link
     * DeploymentFilter} does, each one or more values with commas between; {@code lastEventId} stands in for the header
     * {@code Last-Event-ID}, which a browser's new {@code EventSource} can't send. An id that can't be one of this stream
     * is 400 in the parameter, and in the header, which browsers send by themselves, a {@code reset}. A client that doesn't
     * accept {@code text/event-stream} gets 406. A cluster of which nothing is watched is answered with 404, as soon as
     * the feed has looked; until then the answer waits, a heartbeat at most.
     *
     * @param sse the streams
     * @return the route
     */
    public static RouterFunction<ServerResponse> events(DeploymentSse sse) {
        EventsEndpoint events = new EventsEndpoint(Objects.requireNonNull(sse, "sse"));
        return route("/events", events::answer);
    }

    /**
     * {@code GET /health}: how a feed gets on, as {@link FeedHealthView}. Makes no call and starts no polling. Always
     * 200, unless the polling has ended by an error, which is 503.
     *
     * @param feed which
     * @return the route
     */
    public static RouterFunction<ServerResponse> health(DeploymentFeed feed) {
        Objects.requireNonNull(feed, "feed");
        return route("/health", request -> {
            Query.of(request, List.of());
            FeedHealthView health = FeedHealthView.of(feed.health());
            HttpStatus status = health.ended() == null ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
            return Body.json(ServerResponse.status(status).contentType(MediaType.APPLICATION_JSON), health);
        });
    }

    /**
     * {@code GET /}: a page for people who are on call, which shows what the routes of {@linkplain #events events} and {@linkplain
     * #health health} beside it tell; and {@code GET /page/{file}}, its scripts and styles. Where a path is nested, {@code GET} of that
     * path without a slash at its end leads to the one with it. Makes no call.
     *
     * <p>All its addresses are relative, so it works behind proxies that add or take a prefix. It hands the {@code access_token} of its own
     * address on to events and health; cookies go there by themselves. Its files need neither, and tell nothing of any
     * deployment: permit them where a token in the query is what protects the others. It has a {@code Content-Security-Policy} of
     * its own, which lets nothing but these routes be loaded or asked.
     *
     * @return the route
     */
    public static RouterFunction<ServerResponse> page() {
        PageEndpoint page = new PageEndpoint();
        return route("", page::index).and(route("/", page::index)).and(route("/page/{file}", page::asset));
    }

    /** Answers GET and HEAD; a request that fails gets a problem. */
    private static RouterFunction<ServerResponse> route(String path, HandlerFunction<ServerResponse> handler) {
        Spring7.required(DeploymentRoutes.class);
        HandlerFunction<ServerResponse> answer = request -> Mono.defer(() -> handler.handle(request))
                .onErrorResume(error -> Problem.answer(request.requestPath(), error, new FailureStreak()));
        return RouterFunctions.route().GET(path, answer).HEAD(path, answer).build();
    }
}
