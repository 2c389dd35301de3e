package dev.deployflux.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.Connection;

/** The connections of the demo's own server, to cut them. */
@Component
final class BrowserConnections implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnConnection(this::opened));
    }

    private void opened(Connection connection) {
        open.add(connection);
        connection.onDispose(() -> open.remove(connection));
    }

    /** Without a goodbye. */
    void cut() {
        open.forEach(Connection::dispose);
    }
}
