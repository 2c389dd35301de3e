package dev.deployflux.soak;

import dev.deployflux.fixture.LiveHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
record Resources(long heapBytes, Map<String, Integer> threads, long descriptors, long connections) {

    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Pattern TRANSIENT = Pattern.compile("boundedElastic-#|ecs-simulator|sse-pages|sdk-");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Longer than any thread waits for more to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What may stay, in bytes: classes that were loaded late, buffers that threads keep. */
    private static final long HEAP_SLACK = 8L << 20;

    /** Whether it is more than before by more than may stay. */
    static boolean isMore(long bytes, long before) {
        return bytes > before + HEAP_SLACK;
    }

    static Resources now() {
        List<String> open = open();
        return new Resources(
                LiveHeap.bytes(),
                threadNames(),
                open.size(),
                open.stream().filter(target -> target.startsWith("socket:")).count());
    }

    /** As soon as they are as wished, or as they are when patience is over. */
    static Resources settled(Predicate<Resources> wish) {
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
    boolean isIdle() {
        return threads.keySet().stream()
                .noneMatch(name -> TRANSIENT.matcher(name).lookingAt());
    }

    /** No more than before. */
    boolean within(Resources before) {
        return !isMore(heapBytes, before.heapBytes)
                && descriptors <= before.descriptors
                && connections <= before.connections
                && threads.entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= before.threads.getOrDefault(entry.getKey(), 0));
    }

    /** Threads of which there are more than before. */
    Map<String, Integer> threadsBeyond(Resources before) {
        Map<String, Integer> more = new TreeMap<>(threads);
        more.entrySet().removeIf(entry -> entry.getValue() <= before.threads.getOrDefault(entry.getKey(), 0));
        return more;
    }

    private static Map<String, Integer> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("\\d+", "#"))
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
