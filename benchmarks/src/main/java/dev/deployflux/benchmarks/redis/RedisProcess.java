package dev.deployflux.benchmarks.redis;

import io.lettuce.core.RedisURI;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A redis-server on loopback that keeps nothing on disk and ends with this process. */
public final class RedisProcess implements AutoCloseable {

    private static final String READY = "Ready to accept connections";

    private final Process process;
    private final int port;

    private RedisProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** The program; {@code REDIS_SERVER} may name it. */
    public static Optional<Path> program() {
        String named = System.getenv("REDIS_SERVER");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator))
                        .flatMap(folder -> Stream.of("redis-server", "valkey-server")
                                .map(name -> Path.of(folder, name)));
        return candidates.filter(Files::isRegularFile).filter(Files::isExecutable).findFirst();
    }

    /** Starts one, and returns once it answers. */
    public static RedisProcess start() {
        Path program = program()
                .orElseThrow(() -> new IllegalStateException("there is no redis-server: install it, name it in"
                        + " REDIS_SERVER, or leave this benchmark out by -e '\\.ReplicatedFeed\\.'"));
        try {
            int port = freePort();
            List<String> command = List.of(
                    program.toString(),
                    "--port",
                    String.valueOf(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            RedisProcess redis = new RedisProcess(process, port);
            redis.awaitReady();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** It writes next to nothing behind that. */
    private void awaitReady() throws IOException {
        BufferedReader log = process.inputReader();
        String line = log.readLine();
        while (line != null && !line.contains(READY)) {
            line = log.readLine();
        }
        if (line == null) {
            throw new IOException("redis-server has ended before it was ready");
        }
    }

    public RedisURI uri() {
        return RedisURI.create("127.0.0.1", port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
