package dev.deployflux.simulator;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** The HTTP server on loopback, on event loops of its own. */
final class EcsServer {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int EVENT_LOOPS = 2;
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Java's RFC_1123_DATE_TIME writes the first days of a month with one digit, and HTTP wants two. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final EcsEndpoint endpoint;
    private final Connections connections;
    private final Scheduler scheduler;
    private final Clock clock;
    private final LoopResources loops = LoopResources.create("ecs-simulator", EVENT_LOOPS, true);
    private final AtomicLong requests = new AtomicLong();
    private final DisposableServer server;

    EcsServer(EcsEndpoint endpoint, Connections connections, Scheduler scheduler, HttpSettings settings) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.scheduler = scheduler;
        this.clock = settings.clock();
        try {
            this.server = HttpServer.create()
                    .host(LOOPBACK)
                    .port(settings.port())
                    .runOn(loops, false)
                    .maxConnections(MOST_CONNECTIONS)
                    .doOnChannelInit((observer, channel, remote) -> connections.opened(channel))
                    .handle(this::handle)
                    .bindNow();
        } catch (ChannelBindException e) {
            loops.dispose();
            throw new IllegalStateException(
                    "Port %d of %s can't be had, perhaps another process has it: port(0) takes a free one"
                            .formatted(settings.port(), LOOPBACK),
                    e);
        }
    }

    URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + server.port());
    }

    /** Frees the port, then drops the connections, then ends the threads. */
    void close() {
        server.disposeNow(CLOSE_TIMEOUT);
        connections.close();
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT);
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Exchange[] begun = new Exchange[1];
        request.withConnection(connection -> begun[0] = connections.begin(connection.channel()));
        Exchange exchange = begun[0];
        return body(request)
                .map(body -> new WireRequest(request.method().name(), request.uri(), request.requestHeaders(), body))
                .flatMap(wire -> endpoint.answer(wire, exchange))
                .onErrorResume(EcsRefusal.class, refusal -> Mono.just(Reply.of(refusal.error(), ErrorCoding.TYPE)))
                .flatMap(reply -> {
                    response.header("x-amzn-requestid", requestId()).header("date", date());
                    return reply.deliver(response, exchange, scheduler);
                });
    }

    /** By which clients set right a clock of their own that is wrong, where a signature is refused for it. */
    private String date() {
        return HTTP_DATE.format(clock.instant());
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (collected, piece) -> {
                    if (collected.size() + piece.length > MOST_BODY_BYTES) {
                        throw EcsError.serialization("The body has more than %d bytes.".formatted(MOST_BODY_BYTES))
                                .asRefusal();
                    }
                    collected.writeBytes(piece);
                    return collected;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** Looks as a real one, and is the same on each run. */
    private String requestId() {
        long number = requests.incrementAndGet();
        return new UUID(RowOrder.mix(number), RowOrder.mix(~number)).toString();
    }
}
