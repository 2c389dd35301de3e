package dev.deployflux.benchmarks;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.benchmarks.ecs.Answering;
import dev.deployflux.benchmarks.ecs.MemoryEcs;
import dev.deployflux.benchmarks.ecs.Rows;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.webflux.DeploymentRoutes;
import dev.deployflux.webflux.DeploymentSse;
import dev.deployflux.webflux.DeploymentView;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/**
 * The snapshot of 5,000 deployments that a client gets when it opens the stream, over HTTP on loopback by WebFlux on
 * Reactor Netty, time per event and client: one client, and five hundred that come at once, as after a restart of what is
 * before them. The clients, in the same JVM, count bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Sse.EVENTS)
@Fork(2)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 2)
public class Sse {

    static final int EVENTS = 5_000;
    static final int CROWD = 500;

    private static final int CHUNK = 64 * 1024;

    private final MemoryEcs ecs = new MemoryEcs(Rows.history(EVENTS, Instant.now()), Answering.atOnce());
    private final DeploymentFeed feed = DeploymentWatcher.builder(ServiceDeployments.create(ecs))
            .since(Duration.ofDays(91))
            .overlap(Duration.ofDays(91))
            .interval(Duration.ofHours(1))
            .idleInterval(Duration.ofHours(1))
            .grace(Duration.ofHours(1))
            .build()
            .feed(Flux.just(new ServiceRef("prod", "web")));
    private final DeploymentSse sse = DeploymentSse.from(feed);
    private List<ServerSentEvent<DeploymentView>> events = List.of();
    private List<String> texts = List.of();
    private List<byte[]> chunks = List.of();
    private DisposableServer server;
    private HttpClient client;
    private long bytes;

    @Setup
    public void start() {
        // The first client gets deployments as they are seen; all others the snapshot, the same for everybody.
        snapshot().blockLast(Duration.ofMinutes(1));
        events = snapshot().collectList().block(Duration.ofMinutes(1));
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes())))
                .bindNow();
        client = HttpClient.create(ConnectionProvider.create("clients", CROWD))
                .baseUrl("http://127.0.0.1:" + server.port());
        String body = Objects.requireNonNull(client.get()
                .uri("/given")
                .responseContent()
                .aggregate()
                .asString()
                .block());
        texts = body.lines().collect(Texts::new, Texts::add, (a, b) -> {}).texts;
        Drain.check(texts.size(), EVENTS);
        byte[] all = body.getBytes(StandardCharsets.UTF_8);
        bytes = all.length;
        chunks = IntStream.iterate(0, from -> from < all.length, from -> from + CHUNK)
                .mapToObj(from -> Arrays.copyOfRange(all, from, Math.min(all.length, from + CHUNK)))
                .toList();
    }

    @TearDown
    public void stop() {
        server.disposeNow();
        sse.dispose();
        feed.dispose();
    }

    private Flux<ServerSentEvent<DeploymentView>> snapshot() {
        return sse.stream(null).filter(event -> event.data() != null).take(EVENTS);
    }

    private RouterFunction<ServerResponse> routes() {
        return DeploymentRoutes.events(sse)
                .and(RouterFunctions.route()
                        .GET("/given", request -> events(Flux.fromIterable(events)))
                        .GET("/texts", request -> ServerResponse.ok()
                                .contentType(MediaType.TEXT_PLAIN)
                                .body(Flux.fromIterable(texts), String.class))
                        .GET("/bytes", request -> ServerResponse.ok()
                                .body((message, context) -> message.writeWith(
                                        Flux.fromIterable(chunks).map(message.bufferFactory()::wrap))))
                        .build());
    }

    private static Mono<ServerResponse> events(Flux<ServerSentEvent<DeploymentView>> stream) {
        return ServerResponse.ok().body(BodyInserters.fromServerSentEvents(stream));
    }

    /** What a client of the route gets, which leaves when it has the snapshot. */
    @Benchmark
    public void deployfluxStream() {
        Drain.check(one("/events") >= bytes ? bytes : 0, bytes);
    }

    /** The same events, given, as Spring encodes and flushes them. */
    @Benchmark
    public void eventsByWebFlux() {
        Drain.check(one("/given"), bytes);
    }

    /** A limit: the same bytes, a text for each event. */
    @Benchmark
    public void textsByWebFlux() {
        Drain.check(one("/texts"), bytes);
    }

    /** Five hundred clients that come at once. */
    @Benchmark
    @OperationsPerInvocation(EVENTS * CROWD)
    public void deployfluxCrowd() {
        Drain.check(crowd("/events"), CROWD);
    }

    /** A limit: the same bytes to as many, ready made in chunks of 64 KB. */
    @Benchmark
    @OperationsPerInvocation(EVENTS * CROWD)
    public void bytesCrowd() {
        Drain.check(crowd("/bytes"), CROWD);
    }

    private long one(String path) {
        return Objects.requireNonNull(get(path).block(Duration.ofMinutes(1)));
    }

    /** How many have got it all. */
    private long crowd(String path) {
        return Objects.requireNonNull(Flux.range(0, CROWD)
                .flatMap(any -> get(path), CROWD)
                .filter(got -> got >= bytes)
                .count()
                .block(Duration.ofMinutes(2)));
    }

    /** How many bytes came; leaves when that is all. */
    private Mono<Long> get(String path) {
        return client.get()
                .uri(path)
                .responseContent()
                .map(ByteBuf::readableBytes)
                .scan(0L, Long::sum)
                .takeUntil(got -> got >= bytes)
                .last();
    }

    private static final class Texts {
        private final List<String> texts = new ArrayList<>();
        private final StringBuilder event = new StringBuilder();

        void add(String line) {
            event.append(line).append('\n');
            if (line.isEmpty()) {
                texts.add(event.toString());
                event.setLength(0);
            }
        }
    }
}
