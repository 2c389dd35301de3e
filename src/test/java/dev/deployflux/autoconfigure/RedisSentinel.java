package dev.deployflux.autoconfigure;

import dev.deployflux.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** A sentinel of the test's own, which knows one master. Ends with {@link #close()}. */
record RedisSentinel(int port, Path folder, Process process) implements AutoCloseable {

    static final String MASTER = "main";

    /** Starts one, and returns once it answers. */
    static RedisSentinel start(RedisServer master) {
        try {
            Path folder = Files.createTempDirectory("sentinel");
            int port = freePort();
            Path settings = Files.write(
                    folder.resolve("sentinel.conf"),
                    List.of(
                            "port " + port,
                            "bind 127.0.0.1",
                            "dir " + folder,
                            "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 1"));
            String program = RedisServer.program().orElseThrow().toString();
            Process process = new ProcessBuilder(program, settings.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            RedisSentinel started = new RedisSentinel(port, folder, process);
            while (!started.answers()) {
                Thread.onSpinWait(); // it does within milliseconds
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("redis-server --sentinel ended with " + process.exitValue());
        }
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
