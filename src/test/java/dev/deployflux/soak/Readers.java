package dev.deployflux.soak;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Lists, scans and fan-outs, one after another, of which some are cancelled at any moment. */
final class Readers implements Act {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int LISTS = 2;

    private final Random random;

    Readers(Random random) {
        this.random = random;
    }

    @Override
    public Mono<Void> play(Stage stage) {
        Flux<Mono<Void>> lists = Flux.range(0, LISTS).map(i -> {
            Random own = new Random(random.nextLong());
            return stage.again("list", () -> list(stage, own));
        });
        Random scans = new Random(random.nextLong());
        Random fanOuts = new Random(random.nextLong());
        return Flux.merge(
                        Flux.merge(lists),
                        stage.again("scan", () -> scan(stage, scans)),
                        stage.again("fan-out", () -> fanOut(stage, fanOuts)))
                .then();
    }

    private static Mono<Void> list(Stage stage, Random random) {
        List<ServiceRef> live = stage.account.live();
        ServiceRef service = random.nextInt(4) == 0 ? stage.account.archive() : live.get(random.nextInt(live.size()));
        int prefetch = 1 + random.nextInt(300);
        return read(
                stage,
                random,
                "lists",
                service,
                stage.deployments
                        .list(r -> r.cluster(service.cluster()).service(service.service()))
                        .limitRate(prefetch));
    }

    private static Mono<Void> scan(Stage stage, Random random) {
        ServiceRef archive = stage.account.archive();
        ScanOptions options =
                ScanOptions.builder().slices(1 + random.nextInt(8)).build();
        return read(
                stage,
                random,
                "scans",
                archive,
                stage.deployments.scan(r -> r.cluster(archive.cluster()).service(archive.service()), options));
    }

    private static Mono<Void> read(
            Stage stage, Random random, String name, ServiceRef service, Flux<ServiceDeploymentBrief> rows) {
        Reading reading = new Reading(name, stage.account, stage.tally, List.of(service));
        return played(stage, random, name, rows, reading, Set.of());
    }

    private static Mono<Void> fanOut(Stage stage, Random random) {
        List<ServiceRef> services = stage.account.live();
        Set<ServiceRef> failed = ConcurrentHashMap.newKeySet();
        FanOutOptions options = FanOutOptions.builder()
                .concurrency(1 + random.nextInt(8))
                .reportFailures(failure -> {
                    stage.tally.count("services that fan-outs named as failed");
                    failed.add(failure.service());
                    if (!RandomFaults.explains(failure.error())) {
                        stage.tally.violation("a fan-out failed, which no fault explains: " + failure);
                    }
                })
                .build();
        Reading reading = new Reading("fan-outs", stage.account, stage.tally, services);
        Flux<ServiceDeploymentBrief> rows = stage.deployments.listAll(
                stage.deployments.services(LiveAccount.WATCHED_CLUSTER, "staging"),
                ListServiceDeploymentsRequest.builder().build(),
                options);
        return played(stage, random, "fan-outs", rows, reading, failed);
    }

    /** One of four is cancelled at any moment, and the end of each is judged. */
    private static Mono<Void> played(
            Stage stage,
            Random random,
            String name,
            Flux<ServiceDeploymentBrief> rows,
            Reading reading,
            Set<ServiceRef> failed) {
        boolean leaves = random.nextInt(4) == 0;
        Mono<Void> whole = rows.doOnNext(reading::row)
                .doFinally(reading::over)
                .timeout(LONGEST)
                .then(Mono.<Void>fromRunnable(() -> reading.complete(new HashSet<>(failed))))
                .onErrorResume(
                        RandomFaults::explains,
                        error -> Mono.fromRunnable(() -> {
                            stage.tally.count(name + ", ended by an error");
                            reading.partial();
                        }));
        if (!leaves) {
            return whole.then(Stage.within(random, PAUSE));
        }
        return whole.takeUntilOther(Stage.within(random, PAUSE)).then(Stage.within(random, PAUSE));
    }
}
