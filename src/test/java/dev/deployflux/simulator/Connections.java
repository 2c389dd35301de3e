package dev.deployflux.simulator;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections, and the request that each carries. */
final class Connections {

    private static final AttributeKey<Exchange> CURRENT = AttributeKey.valueOf(Connections.class, "current");

    private final CallLog log;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    Connections(CallLog log) {
        this.log = log;
    }

    void opened(Channel channel) {
        open.add(channel);
        log.connectionOpened();
        channel.closeFuture().addListener(closed -> closed(channel));
    }

    /** The client sends no request before it has the answer to the last, so a connection carries one at a time. */
    Exchange begin(Channel channel) {
        Exchange exchange = new Exchange(channel, log);
        channel.attr(CURRENT).set(exchange);
        return exchange;
    }

    void close() {
        for (Channel channel : open) {
            var unused = channel.close();
        }
    }

    private void closed(Channel channel) {
        open.remove(channel);
        Exchange exchange = channel.attr(CURRENT).get();
        if (exchange != null) {
            exchange.connectionClosed();
        }
        log.connectionClosed();
    }
}
