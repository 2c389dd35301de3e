package dev.deployflux.proxies;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.webflux.DeploymentSse;
import dev.deployflux.webflux.EventStream;
import dev.deployflux.webflux.SseServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** An application, a proxy in front of it, and clients that come that way. */
abstract class ProxyScene {

    static final Duration MINUTE = Duration.ofMinutes(1);

    /** What is held back isn't set free by what follows: for an hour nothing does. */
    static final Duration NO_HEARTBEAT = Duration.ofHours(1);

    private static final LocalCertificate CERTIFICATE = LocalCertificate.create();

    private @Nullable SseServer server;
    private @Nullable RunningProxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Starts an application, and such a proxy in front of it. */
    RunningProxy start(ReverseProxy kind, UnaryOperator<DeploymentSse.Builder> options) {
        server = serve(0, options);
        proxy = RunningProxy.start(kind, server.port(), CERTIFICATE);
        return proxy;
    }

    private static SseServer serve(int port, UnaryOperator<DeploymentSse.Builder> options) {
        return new SseServer(port, watcher -> watcher, options);
    }

    SseServer server() {
        return Objects.requireNonNull(server);
    }

    /** Ends the application, and starts one that knows nothing of it. */
    void restartServer(Runnable meanwhile) {
        int port = server().port();
        server().close();
        meanwhile.run();
        server = serve(port, options -> options);
    }

    static HttpClient client(Way way) {
        return way.client(CERTIFICATE);
    }

    EventStream open(Way way, String path) {
        return open(way, client(way), path);
    }

    EventStream open(Way way, HttpClient client, String path) {
        return EventStream.open(client, way.uri(Objects.requireNonNull(proxy), path), null);
    }

    /** Starts a deployment that nothing becomes of, and returns its ARN. */
    String deploy() {
        return server().service("prod").deploy(DeploymentScript.endless(MINUTE));
    }
}
