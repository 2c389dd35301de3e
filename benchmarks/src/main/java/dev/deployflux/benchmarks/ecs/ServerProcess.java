package dev.deployflux.benchmarks.ecs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.EcsAsyncClientBuilder;

/** A server on loopback in a JVM of its own, which ends with this one. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final URI endpoint;
    private final List<String> tokens = new ArrayList<>();
    private long bytes;

    private ServerProcess(Class<?> main, Object... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            endpoint = URI.create("http://127.0.0.1:" + announced());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that {@linkplain ReplayServer replays} so many pages of 100 rows. */
    public static ServerProcess replaying(int pages) {
        return new ServerProcess(ReplayServer.class, pages);
    }

    /** One that {@linkplain DescribeServer describes} ten services with so many events each. */
    public static ServerProcess describing(int events) {
        return new ServerProcess(DescribeServer.class, events);
    }

    /** A {@linkplain SimulatorServer simulator}. */
    public static ServerProcess simulating(int rows, int latencyMillis) {
        return new ServerProcess(SimulatorServer.class, rows, latencyMillis);
    }

    /** Called in that JVM: tells port, tokens and bytes, and waits until nobody needs the server any more. */
    static void serve(int port, List<String> tokens, long bytes) throws IOException {
        System.out.println("port " + port);
        System.out.println("bytes " + bytes);
        tokens.forEach(token -> System.out.println("token " + token));
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Ends with the JVM that started this one, however that ends.
        }
    }

    private int announced() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int port = 0;
        for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IOException("The server has ended before it was ready");
            }
            String value = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("port ")) {
                port = Integer.parseInt(value);
            } else if (line.startsWith("bytes ")) {
                bytes = Long.parseLong(value);
            } else if (line.startsWith("token ")) {
                tokens.add(value);
            }
        }
        return port;
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Those of the pages that are replayed, in their order; that of the first is empty. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** All that is replayed, as it is on the wire, without headers. */
    public long bytes() {
        return bytes;
    }

    /** For an SDK client of it, with the SDK's defaults. */
    public EcsAsyncClientBuilder clientBuilder() {
        return EcsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("benchmark", "benchmark")));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
