package dev.deployflux.crowd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The process of a {@link CrowdServer}, which ends with this one. One thread at a time uses it. */
final class ServerProcess implements AutoCloseable {

    /** What the JVM logs goes to where errors go. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Xlog:disable", "-Xlog:all=error:stderr");

    /** Its clients, its open files, its bytes of direct memory, and its processor time so far in microseconds. */
    record State(int clients, long files, long direct, long cpu) {}

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final int port;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        this.in = process.outputWriter();
        this.out = process.inputReader();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        this.port = Integer.parseInt(line());
    }

    static ServerProcess start(int maxClients, int history) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(CrowdServer.class.getName(), String.valueOf(maxClients), String.valueOf(history)));
        return new ServerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    int port() {
        return port;
    }

    /** One deployment more, which is over when it is seen: one event. */
    void deploy() throws IOException {
        ask(CrowdServer.DEPLOY);
    }

    State state() throws IOException {
        String[] words = ask(CrowdServer.STATE).split(" ", -1);
        return new State(
                Integer.parseInt(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    /** When its feed told each deployment, by when that was made. */
    Map<String, Long> told() throws IOException {
        return Arrays.stream(ask(CrowdServer.TOLD).split(" ", -1))
                .map(event -> event.split("=", -1))
                .collect(Collectors.toMap(event -> event[0], event -> Long.valueOf(event[1])));
    }

    /** Its live bytes, after collections of garbage, which stop it for a moment. */
    long heap() throws IOException {
        return Long.parseLong(ask(CrowdServer.HEAP));
    }

    private String ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        return line();
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server has ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
