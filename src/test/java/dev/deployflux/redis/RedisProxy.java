package dev.deployflux.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands between a client and Redis, on the loopback address, and loses what a test says. */
public final class RedisProxy implements AutoCloseable {

    private static final int CHUNK = 65_536;

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> toLose = new AtomicReference<>();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile int target;

    private RedisProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Passes everything on to a server at that port. */
    public static RedisProxy to(int port) {
        try {
            RedisProxy proxy = new RedisProxy(port);
            start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    /** New connections lead to another port; those that are open stay. */
    public void leadNewTo(int port) {
        target = port;
    }

    /** Cuts all connections; new ones lead to another port, as after a failover. */
    public void leadTo(int port) {
        target = port;
        cut();
    }

    /** Cuts all connections. */
    public void cut() {
        open.forEach(RedisProxy::close);
    }

    /** Once: waits for the reply to what contains a text, and cuts that connection instead of passing it on. */
    public void loseReplyTo(String text) {
        toLose.set(text);
    }

    /** How many replies were lost. */
    public int lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                connect(client);
            }
        } catch (IOException e) {
            cut(); // closed
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            AtomicBoolean losing = new AtomicBoolean();
            start(() -> pump(client, server, chunk -> {
                String text = toLose.get();
                if (text != null && chunk.contains(text) && toLose.compareAndSet(text, null)) {
                    losing.set(true);
                }
                return true;
            }));
            start(() -> pump(server, client, chunk -> {
                if (losing.get()) {
                    lost.incrementAndGet();
                }
                return !losing.get();
            }));
        } catch (IOException e) {
            close(client); // as if nobody listened
        }
    }

    /** Looks at what passes, and says whether it may. */
    private interface Gate {
        boolean lets(String chunk);
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                if (!gate.lets(new String(chunk, 0, length, StandardCharsets.ISO_8859_1))) {
                    break;
                }
                out.write(chunk, 0, length);
            }
        } catch (IOException e) {
            // the other direction has closed both
        }
        close(from);
        close(to);
        open.remove(from);
        open.remove(to);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy before Redis");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
