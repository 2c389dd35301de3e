package dev.deployflux.redis;

import dev.deployflux.fixture.FreePort;
import dev.deployflux.fixture.NeededProgram;
import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
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
    private static final String WATCHES = "+monitor master";

    private final int port;
    private final boolean isSentinel;
    private final List<String> options;
    private final Path folder;
    private final Thread atExit = new Thread(this::killIfAlive);
    private volatile @Nullable Process process;

    private RedisServer(int port, boolean isSentinel, List<String> options) throws IOException {
        this.port = port;
        this.isSentinel = isSentinel;
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
        return start(false, options);
    }

    /** Starts one that has all that another has, and follows it. */
    public static RedisServer follow(RedisServer master) {
        RedisServer replica = start("replicaof", "127.0.0.1 " + master.port(), "repl-diskless-sync-delay", "0");
        while (!String.valueOf(replica.ask("INFO", "replication")).contains("master_link_status:up")) {
            Thread.onSpinWait();
        }
        return replica;
    }

    /** Starts a sentinel; likewise. */
    static RedisServer startSentinel(String... options) {
        return start(true, options);
    }

    private static RedisServer start(boolean isSentinel, String... options) {
        for (int tries = 1; true; tries++) {
            RedisServer server = stopped(isSentinel, options);
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
        return stopped(false, options);
    }

    private static RedisServer stopped(boolean isSentinel, String... options) {
        try {
            return new RedisServer(FreePort.find(), isSentinel, List.of(options));
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
        List<String> settings = new ArrayList<>(
                List.of("port " + port, "bind 127.0.0.1", "dir " + folder, "save \"\"", "appendonly no"));
        for (int i = 0; i < options.size(); i += 2) {
            settings.add(options.get(i) + " " + options.get(i + 1));
        }
        List<String> command = new ArrayList<>(List.of(
                program().orElseThrow().toString(),
                Files.write(folder.resolve("settings"), settings).toString()));
        if (isSentinel) {
            command.add("--sentinel");
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
                if (line.contains(READY) || line.contains(WATCHES)) {
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
