package dev.deployflux.webflux;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.DeploymentWatcherBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** A web server with the routes on a feed that polls an ECS in memory every few milliseconds. */
public final class SseServer implements AutoCloseable {

    private static final int LONGEST_LINE = 128 * 1024;

    /** Small, so that it doesn't take megabytes until the server notices a client that reads nothing. */
    private static final int SEND_BUFFER = 8 * 1024;

    /** With a filter that sets a header, as those of CORS do. */
    private static final HandlerStrategies STRATEGIES = HandlerStrategies.builder()
            .webFilter((exchange, chain) -> {
                exchange.getResponse().getHeaders().set("X-Filtered", "yes");
                return chain.filter(exchange);
            })
            .build();

    public final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    final ServiceDeployments deployments = ServiceDeployments.create(ecs.client());
    public final DeploymentFeed feed;
    public final DeploymentSse sse;
    final RouterFunction<ServerResponse> routes;
    private final DisposableServer server;

    /** Those that are kept alive outlast a server that is disposed of, though not its process. */
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    SseServer() {
        this(sse -> sse);
    }

    SseServer(UnaryOperator<DeploymentSse.Builder> sse) {
        this(watcher -> watcher, sse);
    }

    SseServer(UnaryOperator<DeploymentWatcherBuilder> watcher, UnaryOperator<DeploymentSse.Builder> options) {
        this(0, watcher, options);
    }

    /** On a port that whoever stands in front of it knows already; 0 is any. */
    public SseServer(
            int port, UnaryOperator<DeploymentWatcherBuilder> watcher, UnaryOperator<DeploymentSse.Builder> options) {
        this(port, watcher, options, HttpProtocol.HTTP11);
    }

    /** By another protocol: {@link HttpProtocol#H2C} is HTTP/2 without encryption, to clients that know it beforehand. */
    SseServer(
            int port,
            UnaryOperator<DeploymentWatcherBuilder> watcher,
            UnaryOperator<DeploymentSse.Builder> options,
            HttpProtocol protocol) {
        feed = watcher.apply(DeploymentWatcher.builder(deployments)
                        .interval(Duration.ofMillis(5))
                        .idleInterval(Duration.ofMillis(5))
                        .backoff(Duration.ofMillis(5), Duration.ofMillis(5))
                        .grace(Duration.ZERO)
                        .clock(ecs.clock()))
                .build()
                .feed(Flux.just(new ServiceRef("prod", "web"), new ServiceRef("staging", "web")));
        service("prod");
        service("staging");
        sse = options.apply(DeploymentSse.builder(feed).heartbeat(Duration.ofMillis(200)))
                .build();
        routes = DeploymentRoutes.lists(deployments)
                .and(DeploymentRoutes.events(sse))
                .and(DeploymentRoutes.health(feed));
        server = HttpServer.create()
                .host("localhost")
                .port(port)
                .protocol(protocol)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .doOnChannelInit((observer, channel, address) -> connections.add(channel))
                .httpRequestDecoder(
                        decoder -> decoder.maxInitialLineLength(LONGEST_LINE).maxHeaderSize(LONGEST_LINE))
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes, STRATEGIES)))
                .bindNow();
    }

    public SimulatedService service(String cluster) {
        return ecs.cluster(cluster).service("web");
    }

    /** The address of a path. */
    public URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    public int port() {
        return server.port();
    }

    /** How many are open. */
    int connections() {
        return connections.size();
    }

    /** What has been written to its clients that their connections haven't taken yet, in bytes. */
    long pendingBytes() {
        return connections.stream()
                .map(channel -> channel.unsafe().outboundBuffer())
                .mapToLong(buffer -> buffer == null ? 0 : buffer.totalPendingWriteBytes())
                .sum();
    }

    /** A client that asks for events and is gone. */
    void hastyClient() throws IOException {
        try (SocketChannel socket = stalledClient()) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    /** A client that asks for events and reads none. */
    SocketChannel stalledClient() throws IOException {
        return stalledClient(port());
    }

    /** Likewise of whoever listens at that port, which may be a proxy. */
    public static SocketChannel stalledClient(int port) throws IOException {
        SocketChannel socket = SocketChannel.open();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
        socket.connect(new InetSocketAddress("localhost", port));
        socket.write(
                ByteBuffer.wrap("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        return socket;
    }

    @Override
    public void close() {
        sse.dispose();
        feed.dispose();
        server.disposeNow();
        connections.close().awaitUninterruptibly();
        ecs.close();
    }
}
