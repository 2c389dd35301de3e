package dev.deployflux.crowd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client, on one connection after the other: counts the ends of deployments that it gets, each of which names the moment when it was
 * made, and comes back with the id of its last event. All of it runs on one thread, but for the reading of its numbers.
 */
final class CrowdClient extends SimpleChannelInboundHandler<HttpContent> {

    /** Source addresses of loopback: each has ports of its own. */
    private static final int ADDRESSES = 16;

    private static final String CREATED = "\"createdAt\":\"";

    /** Each ends a millisecond after it began, and now and then a look shows it before. */
    private static final String OVER = "\"finishedAt\":\"";

    private final Bootstrap bootstrap;
    private final InetSocketAddress server;
    private final Deliveries deliveries;
    private final int number;
    private final StringBuilder partial = new StringBuilder();

    private volatile @Nullable Channel channel;
    private final AtomicLong got = new AtomicLong();
    private volatile boolean live;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String last;
    private String id;

    CrowdClient(Bootstrap bootstrap, InetSocketAddress server, Deliveries deliveries, int number, String last) {
        this.bootstrap = bootstrap;
        this.server = server;
        this.deliveries = deliveries;
        this.number = number;
        this.last = last;
        this.id = last;
    }

    /** Connects, and goes on behind its last event. */
    void come() {
        live = false;
        id = last;
        partial.setLength(0);
        InetSocketAddress source = new InetSocketAddress("127.0.0." + (2 + number % ADDRESSES), 0);
        ChannelFuture connecting = bootstrap.clone().handler(initializer()).connect(server, source);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                refused.incrementAndGet();
            }
        });
    }

    /** What each of its connections has. */
    ChannelHandler initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                opened.pipeline().addLast(new HttpResponseDecoder(), CrowdClient.this);
            }
        };
    }

    /** Closes its connection, and completes when that is done. */
    ChannelFuture leave() {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("client " + number + " never came");
        }
        live = false;
        return open.close();
    }

    boolean isConnected() {
        Channel open = channel;
        return open != null && open.isActive();
    }

    /** Whether it has all that it missed. */
    boolean isLive() {
        return live;
    }

    /** The id of its last event. */
    String last() {
        return last;
    }

    /** How many ends of deployments it has got, on all its connections. */
    long got() {
        return got.get();
    }

    /** How often it couldn't connect. */
    int refused() {
        return refused.get();
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection, which is seen
    public void channelActive(ChannelHandlerContext context) {
        String resume = last.isEmpty() ? "" : "Last-Event-ID: " + last + "\r\n";
        context.writeAndFlush(ByteBufUtil.writeAscii(
                context.alloc(), "GET /events HTTP/1.1\r\nHost: localhost\r\n" + resume + "\r\n"));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpContent part) {
        String text = part.content().toString(StandardCharsets.UTF_8);
        if (partial.length() > 0) {
            text = partial + text;
            partial.setLength(0);
        }
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line(text, from, end);
            from = end + 1;
        }
        partial.append(text, from, text.length());
    }

    private void line(String text, int from, int end) {
        if (from == end) { // an event is whole
            last = id;
        } else if (text.startsWith("id:", from)) {
            id = text.substring(from + 3, end);
        } else if (text.startsWith("event:live", from)) {
            live = true;
        } else if (text.startsWith("data:{\"serviceDeploymentArn\"", from)
                && text.substring(from, end).contains(OVER)) {
            got.incrementAndGet();
            int created = text.indexOf(CREATED, from) + CREATED.length();
            deliveries.delivered(text.substring(created, text.indexOf('"', created)));
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            deliveries.failed(cause);
        }
        context.close();
    }
}
