package dev.deployflux.soak;

import dev.deployflux.fixture.LiveHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * What the process holds.
 *
 * @param heapBytes after a collection of garbage
 * @param threads how many of each name, numbers left out
 * @param descriptors open files and connections; none where the system can't tell
 * @param connections sockets among them
 */
public record Resources(long heapBytes, Map<String, Integer> threads, long descriptors, long connections) {

    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Pattern TRANSIENT = Pattern.compile("boundedElastic-#|ecs-simulator|sse-pages|sdk-");
    private static final Pattern POOL = Pattern.compile("[Ll]oop|epoll|parallel");

    /** A client's timers have a pool of their own, of which one more begins with each task until there are all. */
    private static final Pattern TIMERS = Pattern.compile("sdk-ScheduledExecutor");

    private static final int TIMERS_OF_A_CLIENT = 5;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Longer than any thread waits for more to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What may stay, in bytes: classes that were loaded late, buffers that threads keep. */
    private static final long HEAP_SLACK = 8L << 20;

    /** Whether it is more than before by more than may stay. */
    static boolean isMore(long bytes, long before) {
        return bytes > before + HEAP_SLACK;
    }

    /** What it holds now. */
    public static Resources now() {
        List<String> open = open();
        return new Resources(
                LiveHeap.bytes(),
                threadNames(),
                open.size(),
                open.stream().filter(target -> target.startsWith("socket:")).count());
    }

    /** As soon as they are as wished, or as they are when patience is over. */
    public static Resources settled(Predicate<Resources> wish) {
        return Flux.interval(Duration.ZERO, LOOK_AGAIN)
                .onBackpressureDrop()
                .map(any -> now())
                .takeUntil(wish)
                .take(PATIENCE)
                .last()
                .blockOptional()
                .orElseThrow();
    }

    /** Nothing of a performance waits for more to do, such as elastic threads and the event loops of clients. */
    public boolean isIdle() {
        return threads.keySet().stream()
                .noneMatch(name -> TRANSIENT.matcher(name).lookingAt());
    }

    /** As {@link #toLine()} has written it. */
    public static Resources ofLine(String line) {
        List<String> parts = List.of(line.split(";"));
        Map<String, Integer> threads = new TreeMap<>();
        for (String thread : parts.subList(3, parts.size())) {
            int end = thread.lastIndexOf('=');
            threads.put(thread.substring(0, end), Integer.valueOf(thread.substring(end + 1)));
        }
        return new Resources(
                Long.parseLong(parts.get(0)), threads, Long.parseLong(parts.get(1)), Long.parseLong(parts.get(2)));
    }

    /** One word, for another process. */
    public String toLine() {
        StringBuilder line = new StringBuilder(heapBytes + ";" + descriptors + ";" + connections);
        threads.forEach(
                (name, count) -> line.append(';').append(name).append('=').append(count));
        return line.toString();
    }

    /** No more than before. */
    boolean within(Resources before) {
        return !isMore(heapBytes, before.heapBytes)
                && descriptors <= before.descriptors
                && connections <= before.connections
                && threads.entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= before.threads.getOrDefault(entry.getKey(), 0));
    }

    /**
     * What there is more of than before, in words.
     *
     * @param known bytes that it may hold beside those that may always stay, for what it has been told since
     * @param pools event loops of one name that it may have whatever it had before: they begin when there is a connection for them
     */
    public List<String> beyond(Resources before, long known, int pools) {
        List<String> more = new ArrayList<>();
        if (isMore(heapBytes, before.heapBytes + known)) {
            more.add("heap of %,d bytes, which was %,d, and %,d more may be known"
                    .formatted(heapBytes, before.heapBytes, known));
        }
        if (descriptors > before.descriptors) {
            more.add(descriptors + " descriptors, which were " + before.descriptors);
        }
        if (connections > before.connections) {
            more.add(connections + " connections, which were " + before.connections);
        }
        threadsBeyond(before).forEach((name, count) -> {
            if (count > mostOf(name, pools)) {
                more.add(count + " threads " + name + ", which were " + before.threads.getOrDefault(name, 0));
            }
        });
        return more;
    }

    private static int mostOf(String name, int pools) {
        if (TIMERS.matcher(name).lookingAt()) {
            return TIMERS_OF_A_CLIENT;
        }
        return POOL.matcher(name).find() ? pools : 0;
    }

    /** Threads of which there are more than before. */
    Map<String, Integer> threadsBeyond(Resources before) {
        Map<String, Integer> more = new TreeMap<>(threads);
        more.entrySet().removeIf(entry -> entry.getValue() <= before.threads.getOrDefault(entry.getKey(), 0));
        return more;
    }

    private static Map<String, Integer> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("\\d+", "#").replaceAll("[ ;]", "_"))
                .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    }

    private static List<String> open() {
        try (Stream<Path> files = Files.list(OPEN)) {
            return files.map(Resources::target).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "heap %.1f MiB, %d threads, %d descriptors, %d of them connections"
                .formatted(
                        heapBytes / 1048576.0,
                        threads.values().stream().mapToInt(Integer::intValue).sum(),
                        descriptors,
                        connections);
    }
}
