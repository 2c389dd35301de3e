package dev.deployflux.proxies;

import dev.deployflux.fixture.FreePort;
import dev.deployflux.fixture.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A proxy of the test's own: on free ports of the loopback address, in a temporary folder. Ends with {@link #close()}, and with
 * this Java process at the latest.
 */
public final class RunningProxy implements AutoCloseable {

    private static final int GIVE_UP_SECONDS = 30;
    private static final String LOG = "log";

    /** What HAProxy's backend has where several replicas are behind it. */
    static final String CHECKS = """
            option httpchk GET /ready
            option redispatch 1
            default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
            """;

    private final ReverseProxy kind;
    private final Path folder;
    private final int plainPort = FreePort.find();
    private final int tlsPort = FreePort.find();
    private final Thread atExit = new Thread(this::kill);
    private volatile @Nullable Process process;

    private RunningProxy(ReverseProxy kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one in front of an application, and returns once it listens. */
    static RunningProxy start(ReverseProxy kind, int applicationPort, LocalCertificate certificate) {
        return start(kind, certificate, template -> template.replace("@application@", String.valueOf(applicationPort)));
    }

    /**
     * Starts HAProxy in front of several replicas. One that doesn't answer {@code GET /ready} with 200 gets no more requests, and its
     * clients go to the others.
     */
    public static RunningProxy beforeReplicas(List<Integer> ports) {
        String one = "  server app1 127.0.0.1:@application@";
        String servers = ports.stream()
                .map(port -> one.replace("app1", "app" + port).replace("@application@", String.valueOf(port)))
                .collect(Collectors.joining("\n", CHECKS.indent(2), ""));
        return start(ReverseProxy.HAPROXY, LocalCertificate.create(), template -> template.replace(one, servers));
    }

    private static RunningProxy start(ReverseProxy kind, LocalCertificate certificate, UnaryOperator<String> servers) {
        try {
            RunningProxy proxy = new RunningProxy(kind, Files.createTempDirectory("proxy"));
            proxy.configure(servers);
            Files.writeString(proxy.folder.resolve("certificate.pem"), certificate.pem());
            proxy.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure(UnaryOperator<String> servers) throws IOException {
        String user = System.getProperty("user.name");
        String configuration = servers.apply(template(kind))
                // whoever is root becomes nobody otherwise, who may not enter the folder
                .replace("@user@", user.equals("root") ? "user root;" : "")
                .replace("@plain@", String.valueOf(plainPort))
                .replace("@tls@", String.valueOf(tlsPort));
        Files.writeString(folder.resolve(kind.configuration()), configuration);
    }

    /** The configuration but for ports. */
    static String template(ReverseProxy kind) throws IOException {
        try (var resource = Objects.requireNonNull(RunningProxy.class.getResourceAsStream(kind.configuration()))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Starts it on the same ports. */
    public void start() {
        List<String> command = new ArrayList<>();
        command.add(kind.program().orElseThrow().toString());
        command.addAll(kind.arguments(folder));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (!listens()) {
            if (!running().isAlive()) {
                throw new IllegalStateException(kind + " did not start:\n" + log());
            }
            Thread.onSpinWait(); // it does within milliseconds
        }
    }

    private boolean listens() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), tlsPort).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it in an orderly way, in which connections are closed at once. */
    public void stop() {
        List<ProcessHandle> all = all();
        running().toHandle().destroy();
        awaitEnd(all);
    }

    /** Ends it by {@code kill -9}, with its workers, which would go on by themselves. */
    public void kill() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(all);
    }

    /** Reads its configuration again. Connections that there are end a second later. */
    public void reload() {
        Signal.send(kind.reload(), running());
    }

    /** The one that was started first, for it would start others in the workers' place. */
    private List<ProcessHandle> all() {
        Process started = process;
        return started == null
                ? List.of()
                : Stream.concat(Stream.of(started.toHandle()), started.descendants())
                        .toList();
    }

    private void awaitEnd(List<ProcessHandle> all) {
        all.forEach(each ->
                each.onExit().orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join());
        process = null;
    }

    private Process running() {
        return Objects.requireNonNull(process, kind + " doesn't run");
    }

    /** What it said. */
    public String log() {
        try {
            return Files.readString(folder.resolve(LOG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ReverseProxy kind() {
        return kind;
    }

    int plainPort() {
        return plainPort;
    }

    /** Where a path is without TLS. */
    public URI plain(String path) {
        return URI.create("http://localhost:" + plainPort + path);
    }

    /** Where a path is with TLS. */
    URI tls(String path) {
        return URI.create("https://localhost:" + tlsPort + path);
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
