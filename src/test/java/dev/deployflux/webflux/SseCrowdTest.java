package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.Eventually;
import dev.deployflux.fixture.LiveHeap;
import dev.deployflux.simulator.DeploymentScript;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five hundred clients of one feed over real connections, of which fifty read nothing. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SseCrowdTest {

    private static final int READERS = 450;
    private static final int STALLED = 50;
    private static final int DEPLOYMENTS = 400;
    private static final long SOME_MEGABYTES = 32L << 20;

    @Test
    void everyReaderGetsEachEventAndTheStalledCostNobody() throws Exception {
        long heap = LiveHeap.bytes();
        long files = openFiles();
        serveAll();

        Eventually.holds(() -> openFiles() <= files + STALLED);
        assertThat(LiveHeap.bytes() - heap).as("growth of the heap").isLessThan(SOME_MEGABYTES);
    }

    /** Apart, so that nothing of it is on the stack when the heap is measured. */
    private static void serveAll() throws Exception {
        try (SseServer server = new SseServer(
                watcher -> watcher.eventLog(4 * DEPLOYMENTS), sse -> sse.stallTimeout(Duration.ofMinutes(5)))) {
            CountDownLatch live = new CountDownLatch(READERS);
            CountDownLatch done = new CountDownLatch(READERS);
            HttpClient http = HttpClient.newHttpClient();
            List<Reader> readers = new ArrayList<>();
            List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Reader reader = new Reader(live, done);
                readers.add(reader);
                answers.add(http.sendAsync(
                        HttpRequest.newBuilder(server.uri("/events")).build(),
                        BodyHandlers.fromLineSubscriber(reader)));
            }
            List<SocketChannel> stalled = new ArrayList<>();
            for (int i = 0; i < STALLED; i++) {
                stalled.add(server.stalledClient());
            }
            assertThat(live.await(2, TimeUnit.MINUTES)).as("all are live").isTrue();
            assertThat(answers).hasSize(READERS);
            Eventually.holds(() -> server.sse.clients() == READERS + STALLED);

            for (int i = 0; i < DEPLOYMENTS; i++) {
                server.service("prod").deploy(DeploymentScript.successful(Duration.ofMinutes(1)));
            }

            assertThat(done.await(2, TimeUnit.MINUTES)).as("all have got each").isTrue();
            assertThat(server.sse.clients()).isEqualTo(READERS + STALLED);
            readers.forEach(Reader::leave);
            for (SocketChannel socket : stalled) {
                socket.close();
            }
            Eventually.holds(() -> server.sse.clients() == 0);
        }
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            return 0; // no such folder on this system
        }
    }

    /** Counts the deployments that it is told, each once. */
    private static final class Reader implements Flow.Subscriber<String> {

        private final CountDownLatch live;
        private final CountDownLatch done;
        private final Set<String> told = ConcurrentHashMap.newKeySet();
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        Reader(CountDownLatch live, CountDownLatch done) {
            this.live = live;
            this.done = done;
        }

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            subscription.complete(lines);
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.equals("event:live")) {
                live.countDown();
            }
            if (line.startsWith("data:{\"serviceDeploymentArn\"") && told.add(line) && told.size() == DEPLOYMENTS) {
                done.countDown();
            }
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}

        void leave() {
            subscription.join().cancel();
        }
    }
}
