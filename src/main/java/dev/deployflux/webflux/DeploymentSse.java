package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/**
 * A {@link DeploymentFeed} as Server-Sent Events, for any number of browsers.
 *
 * <pre>{@code
 * DeploymentSse sse = DeploymentSse.from(feed); // one for the application
 *
 * @GetMapping("/deployments")
 * Mono<Void> deployments(ServerWebExchange exchange) {
 *     return sse.respond(exchange);
 * }
 * }</pre>
 *
 * <p><b>On the wire.</b> A stream opens at once with a comment that sets {@code retry}. Every event has an {@code id},
 * a name and data; a comment follows whenever there was nothing to send for a {@linkplain
 * DeploymentSseBuilder#heartbeat heartbeat}. The data is a {@link DeploymentView}.
 *
 * <table>
 * <caption>The events</caption>
 * <tr><th>event</th><th>when</th><th>data</th></tr>
 * <tr><td>{@code reset}</td><td>a snapshot begins: forget what you have</td><td>{@code notice}</td></tr>
 * <tr><td>{@code live}</td><td>the snapshot, or what a resumed client has missed, is complete: each service has been
 *     read, or can't be</td>
 *     <td>{@code notice} with {@code services}</td></tr>
 * <tr><td>{@code deployment}</td><td>a deployment, new or with another status</td><td>a row and {@code change}</td></tr>
 * <tr><td>{@code removed}</td><td>a deployment whose end nobody saw isn't listed any more</td>
 *     <td>a row and {@code change}</td></tr>
 * <tr><td>{@code service-joined}, {@code service-left}</td><td>a service is watched now, or no more</td>
 *     <td>{@code notice}</td></tr>
 * <tr><td>{@code service-failing}, {@code service-recovered}</td>
 *     <td>a service can't be read, told each time; it can be again</td><td>{@code notice}</td></tr>
 * <tr><td>{@code lookup-failing}, {@code lookup-recovered}</td><td>likewise for the lookup of services</td>
 *     <td>{@code notice}</td></tr>
 * <tr><td>{@code behind}, {@code caught-up}</td><td>services are read later than they should be; on time again</td>
 *     <td>{@code notice}</td></tr>
 * <tr><td>{@code missed}</td><td>deployments came and went unheard</td><td>{@code notice}</td></tr>
 * <tr><td>{@code end}</td><td>the feed has ended; the stream ends too</td><td>{@code notice}</td></tr>
 * </table>
 *
 * <p>Every event has a name, so a browser's {@code onmessage} hears nothing: it takes a listener for each name.
 *
 * <p><b>Resume.</b> A client that sends the id of the last event it got, as browsers do, goes on behind it, without
 * loss and without repetition, as long as the {@linkplain DeploymentSseBuilder#ring ring} holds what follows. Otherwise
 * it gets {@code reset}, the last word on everything, and {@code live}. The ids of one application mean nothing to
 * another: behind a load balancer a client that comes to another instance is reset.
 *
 * <p><b>Backpressure and memory.</b> All clients read one log; each keeps nothing but its place in it. A client that
 * reads slowly gets events later, and is reset if the ring moves past it; one that takes nothing for the {@linkplain
 * DeploymentSseBuilder#stallTimeout stall timeout} gets a {@link java.util.concurrent.TimeoutException}, on which the
 * server closes its connection. The log holds the ring and what the feed knows.
 *
 * <p><b>Calls.</b> Those of the feed, which has one subscriber however many clients there are: from the first client
 * until the {@linkplain DeploymentSseBuilder#linger linger} time after the last. <b>Cancel</b> frees everything of a
 * client at once.
 *
 * <p><b>Threads.</b> Each client gets its events on a worker of Reactor's {@code parallel} scheduler.
 *
 * <p>Needs Spring Framework 7: with an older one, making it fails with an {@link IllegalStateException}.
 *
 * <p>Safe for use by many threads. Dispose of it before the web server is shut down gracefully, which would otherwise
 * wait for streams that don't end.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events in the HTML
 *     Standard</a>
 */
public final class DeploymentSse implements Disposable {

    private final DeploymentFeed feed;
    private final SseOptions options;
    private final SseHub hub;

    DeploymentSse(DeploymentFeed feed, SseOptions options) {
        Spring7.required(DeploymentSse.class);
        this.feed = feed;
        this.options = options;
        this.hub = new SseHub(feed, options);
    }

    /**
     * With the defaults that {@link DeploymentSseBuilder} names.
     *
     * @param feed stays the caller's to dispose of
     * @return streams of this feed
     */
    public static DeploymentSse from(DeploymentFeed feed) {
        return builder(feed).build();
    }

    /**
     * With other options.
     *
     * @param feed stays the caller's to dispose of
     * @return a builder that holds the defaults
     */
    public static DeploymentSseBuilder builder(DeploymentFeed feed) {
        return new DeploymentSseBuilder(feed);
    }

    /**
     * Answers a request with one client's stream of everything, from a controller of the application's own.
     *
     * @param exchange the request and its response
     * @return as {@link #respond(ServerWebExchange, DeploymentFilter)}
     */
    public Mono<Void> respond(ServerWebExchange exchange) {
        return respond(exchange, DeploymentFilter.all());
    }

    /**
     * Answers a request with one client's stream of what passes a filter. Reads {@code Last-Event-ID}, and sets {@code
     * Content-Type}, {@code Cache-Control: no-store, no-transform} and {@code X-Accel-Buffering: no}, without which proxies
     * hold events back. If there are too many clients, or after {@link #dispose()}, the answer is 503 with {@code
     * Retry-After} and a problem detail. A {@code HEAD} request gets the headers alone. The application's codecs have no
     * part in it.
     *
     * @param exchange the request and its response
     * @param filter what passes
     * @return completes with the stream; cancelling it frees everything of the client
     */
    public Mono<Void> respond(ServerWebExchange exchange, DeploymentFilter filter) {
        ServerHttpRequest request = exchange.getRequest();
        Flux<ServerSentEvent<DeploymentView>> events =
                stream(request.getHeaders().getFirst("Last-Event-ID"), filter);
        return answer(request.getMethod(), request.getPath(), events)
                .flatMap(answer -> answer.writeTo(exchange, StreamedAnswer.NO_CODECS));
    }

    static Mono<ServerResponse> answer(
            HttpMethod method, RequestPath path, Flux<ServerSentEvent<DeploymentView>> events) {
        return StreamedAnswer.of(
                method, path, MediaType.TEXT_EVENT_STREAM, Body.flushing(events.map(Wire::event)), new FailureStreak());
    }

    /**
     * One client's stream of everything, for whoever writes it out in another way than {@link #respond} does. Then it is
     * for the caller to set {@code Cache-Control: no-store, no-transform} and {@code X-Accel-Buffering: no}.
     *
     * @param lastEventId the header {@code Last-Event-ID} as the client sent it; {@code null} or blank if it sent none,
     *     which begins with a snapshot
     * @return as {@link #stream(String, DeploymentFilter)}
     */
    public Flux<ServerSentEvent<DeploymentView>> stream(@Nullable String lastEventId) {
        return stream(lastEventId, DeploymentFilter.all());
    }

    /**
     * One client's stream of what passes a filter. Its ids are those of the whole stream, so a client may come again with
     * another filter, but then doesn't learn what the other filter hid from it before.
     *
     * @param lastEventId the header {@code Last-Event-ID} as the client sent it; {@code null} or blank if it sent none,
     *     which begins with a snapshot. One that can't be the id of any event here begins with {@code reset} too: a
     *     browser sends whatever id it once got from that URL, and gives up for good on an error.
     * @param filter what passes
     * @return a cold flux that ends only with the feed; each subscription is a client. Fails with
     *     {@link StreamUnavailableException} before any event if there are too many clients, or after {@link #dispose()};
     *     with a {@link java.util.concurrent.TimeoutException} if the client takes nothing for long.
     */
    public Flux<ServerSentEvent<DeploymentView>> stream(@Nullable String lastEventId, DeploymentFilter filter) {
        Objects.requireNonNull(filter, "filter");
        EventId last = EventId.ofHeader(lastEventId);
        return Flux.create(sink -> open(sink, last, filter), FluxSink.OverflowStrategy.ERROR);
    }

    private void open(FluxSink<ServerSentEvent<DeploymentView>> sink, @Nullable EventId last, DeploymentFilter filter) {
        SseClient client;
        try {
            client = hub.join(log -> new SseClient(log, new LogReader(log, feed::health, last, filter), options, sink));
        } catch (StreamUnavailableException e) {
            sink.error(e);
            return;
        }
        client.open(() -> hub.leave(client));
    }

    /** Completes when each service that the feed knows has been read, or a heartbeat later; takes a client's place. */
    Mono<Void> settled() {
        return stream(null)
                .takeUntil(event -> EventName.LIVE.wire().equals(event.event()))
                .then()
                .timeout(options.heartbeat(), Mono.empty());
    }

    /**
     * How many clients there are now.
     *
     * @return 0 to {@link DeploymentSseBuilder#maxClients(int) maxClients}
     */
    public int clients() {
        return hub.clients();
    }

    /**
     * Whose events these are.
     *
     * @return the feed that was given
     */
    public DeploymentFeed feed() {
        return feed;
    }

    /** Tells all clients {@code end}, completes their streams, and takes no more. The feed goes on for others. */
    @Override
    public void dispose() {
        hub.dispose();
    }

    /**
     * Whether it has been disposed of.
     *
     * @return {@code true} from then on
     */
    @Override
    public boolean isDisposed() {
        return hub.isDisposed();
    }
}
