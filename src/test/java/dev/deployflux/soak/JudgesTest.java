package dev.deployflux.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ListServiceDeploymentsRequest;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Whoever judges a soak sees what is wrong, and blames nobody who is right. */
class JudgesTest {

    private final Tally tally = new Tally();

    /** Reads the archive, as told by who gets the reading and all rows that are due. */
    private void read(Reader reader) {
        try (LiveAccount account = new LiveAccount(new Random(7))) {
            account.ecs.clock().advance(LiveAccount.STALE.plusMillis(1));
            ServiceRef archive = account.archive();
            Reading reading = new Reading("lists", account, tally, List.of(archive));
            reader.read(
                    reading,
                    ServiceDeployments.create(account.ecs.client())
                            .list(r -> r.cluster(archive.cluster()).service(archive.service()))
                            .collectList()
                            .blockOptional()
                            .orElseThrow());
        }
    }

    private interface Reader {
        void read(Reading reading, List<ServiceDeploymentBrief> due);
    }

    @Test
    void allRowsOnceAreRight() {
        read((reading, due) -> {
            due.forEach(reading::row);
            reading.complete(Set.of());
        });

        assertThat(tally.isClean()).isTrue();
        assertThat(tally.counted("rows read")).isEqualTo(2_500);
    }

    @Test
    void someRowsOnceAreRightForWhoLeaves() {
        read((reading, due) -> {
            due.subList(0, 7).forEach(reading::row);
            reading.partial();
        });

        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void aRowThatIsMissingIsLost() {
        read((reading, due) -> {
            due.subList(1, due.size()).forEach(reading::row);
            reading.complete(Set.of());
        });

        assertThat(tally.lost()).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void aServiceThatWasNamedAsFailedLosesNothing() {
        read((reading, due) -> reading.complete(Set.of(new ServiceRef("archive", "web"))));

        assertThat(tally.isClean()).isTrue();
    }

    @Test
    void aRowThatComesTwiceIsRepeated() {
        read((reading, due) -> {
            reading.row(due.get(0));
            reading.row(due.get(0));
            reading.partial();
        });

        assertThat(tally.repeated()).isEqualTo(1);
        assertThat(tally.isClean()).isFalse();
    }

    @Test
    void aRowOfNothingIsInvented() {
        read((reading, due) -> {
            reading.row(due.get(0).toBuilder().serviceDeploymentArn("x").build());
            reading.partial();
        });

        assertThat(tally.toString()).contains("VIOLATION: lists invented");
    }

    @Test
    void aRowThatSaysWhatIsNotTrueIsALie() {
        List<Consumer<ServiceDeploymentBrief.Builder>> lies = List.of(
                row -> row.serviceArn("x"),
                row -> row.clusterArn("x"),
                row -> row.createdAt(Instant.EPOCH),
                row -> row.status("IN_PROGRESS"));
        read((reading, due) -> {
            for (int i = 0; i < lies.size(); i++) {
                reading.row(due.get(i).copy(lies.get(i)));
            }
            reading.partial();
        });

        assertThat(tally.violations()).isEqualTo(lies.size());
    }

    @Test
    void whoHasLeftGetsNoMoreThanWhatWasUnderWay() {
        read((reading, due) -> {
            due.subList(0, 7).forEach(reading::row);
            reading.left();
            reading.row(due.get(7));
            assertThat(tally.isClean()).isTrue();
            reading.row(due.get(8));
        });

        assertThat(tally.toString()).contains("VIOLATION: lists went on after");
    }

    @Test
    void onlyWhatAFaultAnswersExplainsAFailure() {
        assertThat(RandomFaults.explains(refused("AccessDeniedException"))).isTrue();
        assertThat(RandomFaults.explains(refused("ServiceNotFoundException"))).isFalse();
        assertThat(RandomFaults.explains(SdkClientException.create("Connection reset")))
                .isTrue();
        assertThat(RandomFaults.explains(new NullPointerException())).isFalse();
        assertThat(RandomFaults.explains(new TimeoutException("no page came within PT10S")))
                .isFalse();
        assertThat(RandomFaults.explainsInWatch(new TimeoutException("no page came within PT10S")))
                .isTrue();
    }

    private static Throwable refused(String code) {
        return EcsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void moreFailuresThanSuccessesAreTooMany() {
        Balance.judge(tally);
        long missing = tally.violations();
        tally.count("lists, complete", 11);
        tally.count("lists, ended by an error", 11);
        Balance.judge(tally);
        tally.count("lists, ended by an error");
        Balance.judge(tally);

        assertThat(missing).isPositive();
        assertThat(tally.violations()).isEqualTo(missing + 2 * (missing - 1) + 1);
    }

    @Test
    void aCancelThatAbortsNothingIsSeen() {
        try (LiveAccount account = new LiveAccount(new Random(7))) {
            EcsAsyncClient client = account.ecs.client();
            ListServiceDeploymentsRequest request = ListServiceDeploymentsRequest.builder()
                    .cluster(account.archive().cluster())
                    .service(account.archive().service())
                    .build();
            new Cancels(account, tally, Cancels.SOON)
                    .judge("lists", Flux.defer(() -> Mono.fromFuture(client.listServiceDeployments(request))));
            assertThat(tally.isClean()).isTrue();
            new Cancels(account, tally, Duration.ofSeconds(2))
                    .judge("lists", Flux.defer(() -> Mono.fromFuture(client.listServiceDeployments(request), true)));
        }

        assertThat(tally.toString()).contains("VIOLATION: lists were cancelled, but the call wasn't aborted");
    }

    @Test
    void leaksOfOnePlaceAreCountedEach() {
        AtomicInteger told = new AtomicInteger();
        ResourceLeakDetector<Object> detector = new Buffers.Detector<>(Object.class, 1) {
            @Override
            protected void reportTracedLeak(String type, String records) {
                told.incrementAndGet();
            }
        };
        for (int i = 0; i < 3; i++) {
            detector.trackForcibly(new Object());
        }
        boolean all = Stage.comes(
                () -> {
                    System.gc();
                    ResourceLeakTracker<Object> another = detector.trackForcibly(this);
                    another.close(this);
                    return told.get() == 3;
                },
                Duration.ofSeconds(30));

        assertThat(all).isTrue();
    }

    @Test
    void fewCallsMayLoseABuffer() {
        assertThat(Buffers.isTooMany(0, 0)).isFalse();
        assertThat(Buffers.isTooMany(3, 300)).isFalse();
        assertThat(Buffers.isTooMany(4, 399)).isTrue();
    }

    @Test
    void moreOfAnythingIsLeftBehind() {
        Resources before = new Resources(10 << 20, Map.of("main", 1), 20, 2);

        assertThat(before.within(before)).isTrue();
        assertThat(Resources.isMore(before.heapBytes() + (8 << 20), before.heapBytes()))
                .isFalse();
        assertThat(new Resources(100 << 20, Map.of("main", 1), 20, 2).within(before))
                .isFalse();
        assertThat(new Resources(10 << 20, Map.of("main", 2), 20, 2).within(before))
                .isFalse();
        assertThat(new Resources(10 << 20, Map.of("main", 1, "pool-#", 1), 20, 2).within(before))
                .isFalse();
        assertThat(new Resources(10 << 20, Map.of("main", 1), 21, 2).within(before))
                .isFalse();
        assertThat(new Resources(10 << 20, Map.of("main", 1), 20, 3).within(before))
                .isFalse();
    }
}
