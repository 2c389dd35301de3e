package dev.deployflux.redis;

import dev.deployflux.fixture.NeededProgram;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of the test's own: on a free port, in a temporary folder, which keeps nothing on disk. Ends with {@link #close()}, and
 * with this Java process at the latest.
 */
public final class RedisServer implements AutoCloseable {

    private static final int TRIES = 5;
    private static final int GIVE_UP_SECONDS = 30;
    private static final String READY = "Ready to accept connections";

    private final int port;
    private final List<String> options;
    private final Path folder;
    private final Thread atExit = new Thread(this::killIfAlive);
    private volatile @Nullable Process process;

    private RedisServer(int port, List<String> options) throws IOException {
        this.port = port;
        this.options = options;
        this.folder = Files.createTempDirectory("redis");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The program; {@code REDIS_SERVER} may name it. */
    public static Optional<Path> program() {
        return NeededProgram.find("REDIS_SERVER", "redis-server", "valkey-server");
    }

    /**
     * Starts one, and returns once it answers.
     *
     * @param options by turns what {@code redis.conf} calls a setting, and its value
     */
    public static RedisServer start(String... options) {
        for (int tries = 1; true; tries++) {
            RedisServer server = stopped(options);
            try {
                server.restart();
                return server;
            } catch (IllegalStateException e) { // another has taken the port meanwhile
                server.close();
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** One that has its port, and that {@link #restart()} starts. */
    public static RedisServer stopped(String... options) {
        try {
            return new RedisServer(freePort(), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cluster of one node. */
    public static RedisServer startCluster(String... options) {
        List<String> all =
                new ArrayList<>(List.of("cluster-enabled", "yes", "cluster-port", String.valueOf(freePort())));
        all.addAll(List.of(options));
        RedisServer server = start(all.toArray(String[]::new));
        server.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        while (!String.valueOf(server.ask("CLUSTER", "INFO")).contains("cluster_state:ok")) {
            Thread.onSpinWait(); // it takes note of its slots within milliseconds
        }
        return server;
    }

    /** A port that nobody listens at now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return port;
    }

    /** For clients; without a password. */
    public RedisURI uri() {
        return RedisURI.create(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /** Starts it on the same port, empty, if it doesn't run. */
    public void restart() {
        if (process != null) {
            return;
        }
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(program().orElseThrow().toString()));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        for (int i = 0; i < options.size(); i += 2) {
            command.add("--" + options.get(i));
            command.addAll(List.of(options.get(i + 1).split(" ")));
        }
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(folder.toFile())
                .start();
        process = started;
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> drain(started, ready), "log of redis-server at " + port);
        reader.setDaemon(true);
        reader.start();
        String failure = ready.orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
        if (!failure.isEmpty()) {
            process = null;
            throw new IllegalStateException(failure);
        }
    }

    /** Goes on reading: a server whose log isn't read would wait for room in the pipe one day. */
    private static void drain(Process started, CompletableFuture<String> ready) {
        StringBuilder log = new StringBuilder();
        try (BufferedReader lines = started.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(READY)) {
                    ready.complete("");
                } else if (!ready.isDone()) {
                    log.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            log.append(e);
        }
        ready.complete("redis-server did not start:\n" + log);
    }

    /** Ends it in an orderly way. */
    public void stop() {
        running().destroy();
        awaitEnd();
    }

    /** Ends it by {@code kill -9}. */
    public void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Stops it in its tracks: it keeps its connections, and answers none. */
    public void pause() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("-CONT");
    }

    /**
     * Asks on a connection of its own.
     *
     * @param words a command of Redis
     * @return a text, a {@link Long}, a list of those, or {@code null}
     */
    public @Nullable Object ask(String... words) {
        try (RespSocket socket = new RespSocket(port)) {
            int password = options.indexOf("requirepass");
            if (password >= 0) {
                socket.ask("AUTH", options.get(password + 1));
            }
            return socket.ask(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Likewise, what is answered by a list. */
    List<?> list(String... words) {
        return (List<?>) Objects.requireNonNull(ask(words));
    }

    /** How many connections there are but the one that asks, of which {@code CLIENT LIST} says so. */
    long clients(String saying) {
        return String.valueOf(ask("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.contains(saying) && !line.contains("cmd=client|list"))
                .count();
    }

    private Process running() {
        return Objects.requireNonNull(process, "redis-server doesn't run");
    }

    private void signal(String name) {
        try {
            String pid = String.valueOf(running().pid());
            int exit = new ProcessBuilder("kill", name, pid).start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill " + name + " " + pid + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        running().onExit().orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
        process = null;
    }

    private void killIfAlive() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
