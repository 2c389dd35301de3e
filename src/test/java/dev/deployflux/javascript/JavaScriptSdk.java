package dev.deployflux.javascript;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A Node process with the SDK in it, which obeys by lines of JSON. Safe for use by many threads. */
final class JavaScriptSdk implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LONGEST_SECONDS = 50;
    private static final String REGION = "eu-central-1";
    private static final Map<String, String> ANYBODY = Map.of("accessKeyId", "AKID", "secretAccessKey", "SECRET");

    private final Installation installation;
    private final Process process;
    private final Writer commands;
    private final AtomicLong lastId = new AtomicLong();
    private volatile boolean dead;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

    JavaScriptSdk(Installation installation) {
        this.installation = installation;
        try {
            this.process = installation.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.commands = process.outputWriter(UTF_8);
        Thread reader = new Thread(this::read, "javascript-sdk");
        reader.setDaemon(true);
        reader.start();
    }

    /** A client of the simulator's region that tries a call so often, and waits so long for an answer. */
    Client client(EcsSimulator ecs, int maxAttempts, Duration timeout) {
        return client(ecs, maxAttempts, timeout, REGION, ANYBODY);
    }

    Client client(EcsSimulator ecs, int maxAttempts, Duration timeout, String region, Map<String, String> credentials) {
        Client client = new Client(lastId.incrementAndGet());
        Map<String, Object> command = client.command("open");
        command.put("endpoint", ecs.endpoint().toString());
        command.put("region", region);
        command.put("credentials", credentials);
        command.put("maxAttempts", maxAttempts);
        command.put("timeoutMillis", timeout.toMillis());
        obey(command).join();
        return client;
    }

    /** A call without the SDK, of whatever operation, with whatever body. */
    Answer post(EcsSimulator ecs, String operation, String body) {
        return post(ecs, operation, body, REGION, ANYBODY, Map.of());
    }

    /**
     * A call without the SDK, signed by {@code aws4}.
     *
     * @param date the time to sign for, such as {@code 20260115T120000Z}
     */
    Answer post(
            EcsSimulator ecs,
            Operation operation,
            Map<String, Object> input,
            String region,
            Map<String, String> credentials,
            String date) {
        return post(
                ecs, operation.wireName(), JSON.writeValueAsString(input), region, credentials, Map.of("date", date));
    }

    private Answer post(
            EcsSimulator ecs,
            String operation,
            String body,
            String region,
            Map<String, String> credentials,
            Map<String, Object> more) {
        Map<String, Object> command = new ConcurrentHashMap<>(more);
        command.put("does", "post");
        command.put("endpoint", ecs.endpoint().toString());
        command.put("operation", operation);
        command.put("body", body);
        command.put("region", region);
        command.put("credentials", credentials);
        return JSON.convertValue(obey(command).join().pages().get(0), Answer.class);
    }

    /** Ends Node. */
    @Override
    public void close() {
        process.destroy();
    }

    /** What came of a command: the pages as JSON has them, and what ended it before its time. */
    record Told(List<Map<String, Object>> pages, @Nullable Failure failure) {}

    /**
     * An answer as it came.
     *
     * @param status of HTTP
     * @param errorType the header {@code x-amzn-errortype}, if there is one
     * @param body the JSON, whether of an error or not
     */
    record Answer(int status, @Nullable String errorType, Map<String, Object> body) {}

    /** What a JavaScript program finds in the error that it catches. */
    record Failure(
            String name,
            String message,
            boolean ofService,
            boolean ofItsClass,
            @Nullable Integer status,
            @Nullable Integer attempts,
            @Nullable String requestId) {

        @Override
        public String toString() {
            return name + ": " + message;
        }
    }

    /** An {@code ECSClient}. */
    final class Client implements AutoCloseable {

        private final long number;

        private Client(long number) {
            this.number = number;
        }

        /** One call. Instants are given as text. */
        CompletableFuture<Told> call(Operation operation, Map<String, Object> input) {
            return call(operation.wireName(), input);
        }

        /** One call, perhaps of an operation that the simulator doesn't know. */
        CompletableFuture<Told> call(String operation, Map<String, Object> input) {
            return obey(command("call", operation, input));
        }

        /** All pages: by the SDK's paginator, or by a loop where it has none. */
        CompletableFuture<Told> list(Operation operation, Map<String, Object> input) {
            return obey(command("list", operation.wireName(), input));
        }

        @Override
        public void close() {
            obey(command("close")).join();
        }

        private Map<String, Object> command(String does, String operation, Map<String, Object> input) {
            Map<String, Object> command = command(does);
            command.put("operation", operation);
            command.put("input", input);
            return command;
        }

        private Map<String, Object> command(String does) {
            Map<String, Object> command = new ConcurrentHashMap<>();
            command.put("does", does);
            command.put("client", number);
            return command;
        }
    }

    private CompletableFuture<Told> obey(Map<String, Object> command) {
        long id = lastId.incrementAndGet();
        Pending told = new Pending();
        pending.put(id, told);
        command.put("id", id);
        synchronized (commands) {
            try {
                commands.write(JSON.writeValueAsString(command) + "\n");
                commands.flush();
            } catch (IOException e) {
                told.end.completeExceptionally(e);
            }
        }
        if (dead) {
            told.end.completeExceptionally(new IllegalStateException("Node has ended"));
        }
        return told.end.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            String line;
            while ((line = lines.readLine()) != null) {
                Line told = JSON.readValue(line, new TypeReference<>() {});
                Pending command = pending.get(told.id);
                if (command != null && command.ends(told)) {
                    pending.remove(told.id);
                }
            }
            fail(new IllegalStateException("Node has ended: " + Files.readString(installation.complaints())));
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Exception reason) {
        dead = true;
        pending.values().forEach(command -> command.end.completeExceptionally(reason));
    }

    private record Line(
            long id,
            @Nullable Map<String, Object> page,
            boolean done,
            @Nullable Failure failure) {}

    /** Read by one thread. */
    private static final class Pending {

        private final List<Map<String, Object>> pages = new ArrayList<>();
        private final CompletableFuture<Told> end = new CompletableFuture<>();

        private boolean ends(Line line) {
            if (line.page != null) {
                Map<String, Object> page = line.page;
                page.remove("$metadata");
                pages.add(page);
            }
            if (line.done) {
                end.complete(new Told(List.copyOf(pages), line.failure));
            }
            return line.done;
        }
    }
}
