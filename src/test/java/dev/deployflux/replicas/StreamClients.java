package dev.deployflux.replicas;

import dev.deployflux.simulator.TrueDeployment;
import dev.deployflux.soak.Tally;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Hundreds who listen by HTTP, on one event loop. A third of them leave now and then, and come back. */
final class StreamClients implements AutoCloseable {

    private static final Duration LONGEST_VISIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration WARM = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(10);
    private static final int RESTLESS = 3;

    private final LoopResources loops = LoopResources.create("stream-clients", 1, true);
    private final HttpClient http =
            HttpClient.create(ConnectionProvider.newConnection()).runOn(loops);

    /** Runs all that clients do, so that they need no locks. */
    private final Scheduler loop =
            Schedulers.fromExecutorService(loops.onClient(true).next());

    private final Sinks.Empty<Void> ending = Sinks.empty();
    private final Mono<Void> end = ending.asMono().publishOn(loop);
    private final Silences silences = new Silences();
    private final List<StreamClient> clients = new ArrayList<>();
    private final Contents contents;
    private final Random random;
    private final Tally tally;
    private Disposable playing = () -> {};
    private Disposable pulse = () -> {};
    private volatile boolean calm;

    StreamClients(Random random, Tally tally) {
        this.random = random;
        this.tally = tally;
        this.contents = new Contents(tally);
    }

    /** Opens so many streams at once until each has been told all that is known, and leaves them: nothing is judged. */
    void warm(URI uri, int count) {
        Flux.range(0, count)
                .flatMap(
                        any -> http.get()
                                .uri(uri.toString())
                                .responseContent()
                                .asString()
                                .takeUntil(text -> text.contains("event:live"))
                                .take(WARM)
                                .then(),
                        count)
                .then()
                .block();
    }

    /** Lets so many listen until they are to leave. {@code standstills} is told when their thread has no time for them. */
    void begin(URI uri, int count, Standstills standstills) {
        pulse = loop.schedulePeriodically(
                new Pulse(stalled -> standstills.ended(Standstills.HERE, stalled)),
                0,
                Pulse.BEAT_MILLIS,
                TimeUnit.MILLISECONDS);
        for (int i = 0; i < count; i++) {
            clients.add(new StreamClient("stream " + i, http, uri.toString(), contents, silences, tally));
        }
        playing = Flux.fromIterable(clients)
                .flatMap(client -> life(client, new Random(random.nextLong())), count)
                .subscribe(any -> {}, error -> tally.violation("the clients of streams failed: " + error));
    }

    private Mono<Void> life(StreamClient client, Random own) {
        boolean isRestless = own.nextInt(RESTLESS) == 0;
        Mono<Void> leaves = Mono.defer(() -> isRestless && !calm ? within(own, LONGEST_VISIT) : Mono.never())
                .then(Mono.fromRunnable(() -> tally.count("stream clients that left")));
        return within(own, LONGEST_PAUSE)
                .then(Mono.defer(() -> client.visit(Mono.firstWithSignal(end, leaves))))
                .repeat()
                .takeUntilOther(end)
                .then();
    }

    private Mono<Void> within(Random random, Duration longest) {
        return Mono.delay(Duration.ofMillis(1 + random.nextInt((int) longest.toMillis())), loop)
                .then();
    }

    /** From now on nobody leaves by themselves. */
    void calmDown() {
        calm = true;
    }

    /** All leave for good. */
    void leave() {
        ending.tryEmitEmpty();
        Pause.millis(LONGEST_PAUSE.toMillis());
        playing.dispose();
    }

    void judge(TrueLog log, Standstills standstills, List<TrueDeployment> deployments, Instant from) {
        Map<String, List<String>> truth = deployments.stream()
                .collect(Collectors.toMap(TrueDeployment::arn, each -> each.steps().stream()
                        .map(step -> step.status().toString())
                        .toList()));
        Set<String> due = deployments.stream()
                .filter(each -> !each.createdAt().isBefore(from))
                .map(TrueDeployment::arn)
                .collect(Collectors.toSet());
        TrackJudge judge = new TrackJudge(log, tally);
        for (StreamClient client : clients) {
            judge.judge(client.track());
            client.judge(truth, due);
        }
        silences.judge(standstills, tally);
        tally.count(
                "stream events that were compared, byte by byte", contents.all().size());
    }

    @Override
    public void close() {
        pulse.dispose();
        playing.dispose();
        loops.disposeLater(Duration.ZERO, END).block();
    }
}
