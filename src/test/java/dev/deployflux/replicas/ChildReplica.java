package dev.deployflux.replicas;

import dev.deployflux.fixture.ChildJvm;
import dev.deployflux.fixture.Signal;
import dev.deployflux.soak.Resources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A replica's process, as its parent has it. */
final class ChildReplica implements AutoCloseable {

    /** Who hears what it says. Called one at a time, on a thread of the replica's own. */
    interface Ear {

        /** An entry came, or the end of the flux. */
        void entry(ChildReplica replica, String visit, List<String> words);

        /** Its consumer was handed an event. */
        void consumed(ChildReplica replica, List<String> words);

        /** It wrote where errors go. */
        void complained(ChildReplica replica, String line);

        /** The process has ended, and all that it said was heard. */
        void ended(ChildReplica replica);
    }

    private static final int GIVE_UP_SECONDS = 180;
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

    private final String name;
    private final Process process;
    private final Writer in;
    private final Ear ear;
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<Void> silent = new CompletableFuture<>();
    private volatile CompletableFuture<Resources> measured = new CompletableFuture<>();
    private final Standstills standstills;
    private final Thread atExit;
    private volatile boolean stopped;
    private volatile boolean isEnding;

    private ChildReplica(String name, Process process, Standstills standstills, Ear ear) {
        this.name = name;
        this.process = process;
        this.in = process.outputWriter();
        this.standstills = standstills;
        this.ear = ear;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static ChildReplica start(String name, URI ecs, int redisPort, int port, Standstills standstills, Ear ear) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(ChildJvm.SHORT_LIVED);
        command.addAll(OPTIONS);
        command.addAll(List.of(
                ReplicaProcess.class.getName(), name, ecs.toString(), String.valueOf(redisPort), String.valueOf(port)));
        try {
            ChildReplica child = new ChildReplica(name, new ProcessBuilder(command).start(), standstills, ear);
            child.thread("lines of " + name, child::hear);
            child.thread("errors of " + name, child::hearComplaints);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void thread(String threadName, Runnable task) {
        Thread thread = new Thread(task, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    String name() {
        return name;
    }

    private void hear() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(ReplicaProcess.WHOLE)) {
                    hear(Arrays.asList(line.split("\t")));
                } else if (!isEnding) { // what it logs; a line that was begun is left when it ends
                    ear.complained(this, line);
                }
            }
        } catch (IOException e) {
            ear.complained(this, "its lines can't be read: " + e);
        }
        up.complete(null);
        ear.ended(this);
        silent.complete(null);
    }

    private void hear(List<String> words) {
        switch (words.get(0)) {
            case "up" -> up.complete(null);
            case "stalled" -> standstills.ended(name, Duration.ofMillis(Long.parseLong(words.get(1))));
            case "resources" -> measured.complete(Resources.ofLine(words.get(1)));
            case "consumed" -> {
                ear.consumed(this, words);
                say("ack " + words.get(1));
            }
            default -> ear.entry(this, words.get(1), words);
        }
    }

    private void hearComplaints() {
        try (BufferedReader lines = process.errorReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ear.complained(this, line);
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    ChildReplica awaitUp() {
        up.orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
        return this;
    }

    /** What it holds when it has nothing to do. */
    Resources resources() {
        return resources("resources");
    }

    /** What it holds when that is no more than before, or when patience is over. */
    Resources resources(Resources before, long deployments) {
        return resources("resources " + deployments + " " + before.toLine());
    }

    private Resources resources(String question) {
        CompletableFuture<Resources> answer = new CompletableFuture<>();
        measured = answer;
        say(question);
        return answer.orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Does nothing if it has ended. */
    synchronized void say(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            isEnding = true;
        }
    }

    /** Whether it can be talked to. */
    boolean isAwake() {
        return process.isAlive() && !stopped && !isEnding;
    }

    /** Whether it was to end. */
    boolean isEnding() {
        return isEnding;
    }

    /** Stops it in its tracks, by SIGSTOP. */
    void stop() {
        stopped = true;
        standstills.begin(name);
        Signal.send("STOP", process);
    }

    /** Lets it go on. */
    void wake() {
        Signal.send("CONT", process);
        standstills.end(name);
        stopped = false;
    }

    /** {@code kill -9}. The process's own method would close what it has said and nobody has heard yet. */
    void kill() {
        isEnding = true;
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM, upon which it ends in an orderly way. */
    void terminate() {
        isEnding = true;
        process.toHandle().destroy();
    }

    /** Until the process has ended, and all that it said was heard. */
    void awaitEnd() {
        silent.orTimeout(GIVE_UP_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
        awaitEnd();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
