package dev.deployflux.webflux;

import dev.deployflux.watch.DeploymentFeed;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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
 * Builder#heartbeat heartbeat}. The data is a {@link DeploymentView}.
 *
 * <ul>
 *   <li>{@code reset}: a snapshot begins, forget what you have; {@code live}: it is complete, or what a resumed client has
 *       missed is, and each service has been read, or can't be.
 *   <li>{@code deployment}: one that is new or has another status; {@code removed}: one whose end nobody saw isn't listed any
 *       more. Their data are a row and its {@code change}; those of all others but the next three are a {@code notice}.
 *   <li>{@code progress}: a deployment in flight has got on; {@code awaiting-action}: it waits for somebody to continue it;
 *       {@code awaiting-ended}: it doesn't any more. Their data are a row, its {@code change}, which only names the
 *       service, and its {@code progress} or what it is {@code awaiting}. All of them come before the deployment's end.
 *   <li>{@code service-joined}, {@code service-left}: it is watched now, or no more.
 *   <li>{@code service-failing}, {@code lookup-failing}, {@code behind}: told each time; {@code details-failing}, once: stages
 *       and waits aren't told; {@code service-recovered}, {@code lookup-recovered}, {@code details-recovered},
 *       {@code caught-up}: over again.
 *   <li>{@code detector-failing}, told once, {@code hints-failing}, each time: what is new may be found more slowly;
 *       {@code detector-recovered}, {@code hints-recovered}: over again.
 *   <li>{@code store-failing}: what is new waits; {@code store-recovered}: it follows.
 *   <li>{@code end}: the feed has ended, and the stream ends too.
 * </ul>
 *
 * <p>Every event has a name, so a browser's {@code onmessage} hears nothing: it takes a listener for each name.
 *
 * <p><b>Resume.</b> The ids are those of {@link DeploymentFeed#entriesAfter(EventId)}. A client that sends the id of the
 * last event it got, as browsers do, goes on behind it, without loss and without repetition, as long as the feed's {@linkplain
 * dev.deployflux.watch.DeploymentWatcherBuilder#eventLog(int) log} holds what follows. Otherwise it gets {@code reset}, the
 * last word on everything, and {@code live}. Replicas whose feeds share a {@linkplain dev.deployflux.watch.FeedStore store} tell
 * the same ids: behind a load balancer a client goes on at any of them. Without one, a client that comes to another is reset.
 *
 * <p><b>Backpressure and memory.</b> All clients read the feed's log; each keeps nothing but its place in it. {@link #respond} and
 * the routes encode an event once for all of them, keep its bytes with the log, and flush what is at hand at once. A client that
 * reads slowly gets events later, and is reset if the log moves past it; one that takes nothing for the {@linkplain
 * Builder#stallTimeout stall timeout} is dropped: {@link #respond} closes its connection, or its stream of HTTP/2; {@link
 * #stream(String)} fails with a {@link java.util.concurrent.TimeoutException}.
 *
 * <p><b>Calls.</b> Those of the feed, of which each client is a subscriber. <b>Cancel</b> frees everything of a client at
 * once. <b>Threads.</b> Each client gets its events on a worker of Reactor's {@code parallel} scheduler.
 *
 * <p>Needs Spring Framework 7: with an older one, making it fails with an {@link IllegalStateException}. Safe for use by many
 * threads. Dispose of it before the web server is shut down gracefully, which would wait for streams that don't end.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events in the HTML
 *     Standard</a>
 */
public final class DeploymentSse implements Disposable {

    private final DeploymentFeed feed;
    private final SseOptions options;
    private final SseClients clients;

    private DeploymentSse(DeploymentFeed feed, SseOptions options) {
        Spring7.required(DeploymentSse.class);
        this.feed = feed;
        this.options = options;
        this.clients = new SseClients(feed, options);
    }

    /**
     * Makes streams with the defaults that {@link Builder} names.
     *
     * @param feed stays the caller's to dispose of
     * @return streams of this feed
     */
    public static DeploymentSse from(DeploymentFeed feed) {
        return builder(feed).build();
    }

    /**
     * Begins to make streams with other options.
     *
     * @param feed stays the caller's to dispose of
     * @return a builder that holds the defaults
     */
    public static Builder builder(DeploymentFeed feed) {
        return new Builder(feed);
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
     * hold events back, and {@code Connection: close}, as nothing can be answered behind a stream on HTTP/1.1. If there are
     * too many clients, or after {@link #dispose()}, the answer is 503 with {@code Retry-After} and a problem detail. A {@code
     * HEAD} request gets the headers alone. The application's codecs have no part in it.
     *
     * @param exchange the request and its response
     * @param filter what passes
     * @return completes with the stream; cancelling it frees everything of the client
     */
    public Mono<Void> respond(ServerWebExchange exchange, DeploymentFilter filter) {
        ServerHttpRequest request = exchange.getRequest();
        Flux<byte[]> bursts = bursts(request.getHeaders().getFirst("Last-Event-ID"), filter);
        return Mono.defer(() -> answer(request.getMethod(), bursts).writeTo(exchange, StreamedAnswer.NO_CODECS));
    }

    /** The stream of {@link #stream(String, DeploymentFilter)} as it goes over the wire. */
    Flux<byte[]> bursts(@Nullable String lastEventId, DeploymentFilter filter) {
        return clients.bursts(lastEventId, Objects.requireNonNull(filter, "filter"));
    }

    static ServerResponse answer(HttpMethod method, Flux<byte[]> bursts) {
        return StreamedAnswer.ofEvents(method, StreamBody.of(bursts));
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
        return clients.events(lastEventId, filter);
    }

    Duration heartbeat() {
        return options.heartbeat();
    }

    /**
     * How many clients there are now.
     *
     * @return 0 to {@link #maxClients()}
     */
    public int clients() {
        return clients.size();
    }

    /**
     * How many clients there may be at once.
     *
     * @return what {@link Builder#maxClients(int)} was given, or its default
     */
    public int maxClients() {
        return options.maxClients();
    }

    /**
     * The feed whose events these are.
     *
     * @return the feed that was given
     */
    public DeploymentFeed feed() {
        return feed;
    }

    /** Tells all clients {@code end}, completes their streams, and takes no more. The feed goes on for others. */
    @Override
    public void dispose() {
        clients.dispose();
    }

    /**
     * Whether it has been disposed of.
     *
     * @return {@code true} from then on
     */
    @Override
    public boolean isDisposed() {
        return clients.isDisposed();
    }

    /** How often a {@link DeploymentSse} speaks, and whom it serves. */
    public static final class Builder {

        private final DeploymentFeed feed;
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration retry = Duration.ofSeconds(3);
        private int maxClients = 5_000;
        private @Nullable Duration stallTimeout;

        Builder(DeploymentFeed feed) {
            this.feed = Objects.requireNonNull(feed, "feed");
        }

        /**
         * Sets after how much silence a comment is sent, so that proxies keep the connection and both sides notice when it is
         * gone. Proxies often close at 60 seconds.
         *
         * @param heartbeat 100 milliseconds to 1 day; default 15 seconds
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = SseOptions.checkedHeartbeat(heartbeat);
            return this;
        }

        /**
         * Sets after which pause a client reconnects that has lost its stream. It is told to browsers in {@code retry} and to
         * those who find no place in {@code Retry-After}.
         *
         * @param retry 1 millisecond to 1 day; default 3 seconds
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder retry(Duration retry) {
            this.retry = SseOptions.checkedRetry(retry);
            return this;
        }

        /**
         * How many clients there may be at once; the next one is told to come again later.
         *
         * @param clients 1 to 1,000,000; default 5,000: a quiet one takes 11 KB of heap on Reactor Netty
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder maxClients(int clients) {
            this.maxClients = SseOptions.checkedClients(clients);
            return this;
        }

        /**
         * How long a client may take nothing at all, neither events nor comments, before its stream fails. Noticed up to
         * one heartbeat later. Servers take ahead of their clients: with Reactor Netty a slow one has to take half a megabyte
         * within that time while it is behind, 9 KB a second by default, and one that stalls holds up to a megabyte so long.
         *
         * @param stallTimeout 100 milliseconds to 1 day, and not less than the heartbeat; default four heartbeats,
         *     which is 1 minute
         * @return this
         * @throws IllegalArgumentException if it is outside that range
         */
        public Builder stallTimeout(Duration stallTimeout) {
            this.stallTimeout = SseOptions.checkedStallTimeout(stallTimeout);
            return this;
        }

        /**
         * Builds it. Nothing is subscribed to yet.
         *
         * @return streams with these options
         * @throws IllegalArgumentException if the stall timeout is shorter than the heartbeat
         */
        public DeploymentSse build() {
            Duration stall = stallTimeout == null ? heartbeat.multipliedBy(4) : stallTimeout;
            return new DeploymentSse(feed, new SseOptions(heartbeat, retry, maxClients, stall));
        }
    }
}
