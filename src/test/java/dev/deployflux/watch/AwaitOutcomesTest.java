package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.subscriber.TestSubscriber;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** Many outcomes, in the order in which they come. */
class AwaitOutcomesTest {

    private final OutcomeScene scene = new OutcomeScene();
    private final OutcomeClient ecs = scene.ecs;

    @AfterEach
    void nothingStays() {
        assertThat(scene.watcher.awaited()).isZero();
        int calls = ecs.describes.size() + ecs.lists.size();
        scene.pass(Duration.ofDays(1));
        assertThat(ecs.describes.size() + ecs.lists.size()).isEqualTo(calls);
    }

    @Test
    void whenNobodyWaitsNoTimerIsLeft() {
        VirtualTimeScheduler.set(scene.time); // on which the waits are looked after, too
        try {
            Disposable waits = scene.watcher
                    .awaitOutcomes(Flux.just(ecs.put("a", IN_PROGRESS), ecs.put("b", IN_PROGRESS)))
                    .subscribe();
            scene.pass(Duration.ofMinutes(1));
            waits.dispose();
            scene.pass(Duration.ofSeconds(20));
            long timers = scene.time.getScheduledTaskCount();

            scene.pass(Duration.ofHours(1));

            assertThat(scene.time.getScheduledTaskCount()).isEqualTo(timers);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void theyComeInTheOrderInWhichTheyEnd() {
        String first = ecs.put("first", IN_PROGRESS);
        String second = ecs.put("second", IN_PROGRESS);
        List<String> ended = new ArrayList<>();
        var flux = scene.watcher
                .awaitOutcomes(Flux.just(first, second))
                .doOnNext(o -> ended.add(o.deployment().serviceDeploymentArn()));

        StepVerifier.create(flux)
                .then(() -> {
                    ecs.put("second", SUCCESSFUL);
                    scene.pass(Duration.ofSeconds(10));
                    ecs.put("first", SUCCESSFUL);
                    scene.pass(Duration.ofSeconds(10));
                })
                .expectNextCount(2)
                .verifyComplete();

        assertThat(ended).containsExactly(second, first);
    }

    @Test
    void everyFailureIsKeptUntilAllOthersHaveCome() {
        String good = ecs.put("good", IN_PROGRESS);
        String refused = ecs.put("refused", IN_PROGRESS);
        String late = ecs.put("late", IN_PROGRESS);
        String unknown = OutcomeClient.arn("unknown");
        ecs.describeFault = arns -> arns.contains(refused) ? OutcomeClient.error(400, "AccessDeniedException") : null;
        IllegalStateException ofThePublisher = new IllegalStateException("of the publisher");
        TestSubscriber<DeploymentOutcome> subscriber = TestSubscriber.create();

        scene.watcher
                .awaitOutcomes(Flux.just("no arn", refused, unknown, late, good).concatWith(Flux.error(ofThePublisher)))
                .subscribe(subscriber);
        scene.pass(Duration.ofMinutes(30));
        ecs.put("good", SUCCESSFUL);
        scene.pass(Duration.ofSeconds(10));
        assertThat(subscriber.getReceivedOnNext()).hasSize(1);
        assertThat(subscriber.isTerminated()).isFalse();
        scene.pass(Duration.ofMinutes(30));

        assertThat(Exceptions.unwrapMultipleExcludingTracebacks(subscriber.expectTerminalError()))
                .hasSize(5)
                .anyMatch(e -> e instanceof IllegalArgumentException && ("" + e.getMessage()).contains("no arn"))
                .anyMatch(e -> Arrays.toString(e.getSuppressed()).contains(refused))
                .anyMatch(
                        e -> e instanceof ServiceDeploymentNotFoundException && ("" + e.getMessage()).contains(unknown))
                .anyMatch(e -> e instanceof OutcomeTimeoutException && ("" + e.getMessage()).contains(late))
                .contains(ofThePublisher);
    }

    @Test
    void oneFailureComesAsItIs() {
        StepVerifier.create(scene.watcher.awaitOutcomes(Flux.just("no arn", ecs.put("a", SUCCESSFUL))))
                .expectNextCount(1)
                .verifyErrorSatisfies(e -> assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void aThousandAreAwaitedAtOnceAndTheOthersInTheirPlaces() {
        List<String> arns = IntStream.range(0, 1_500)
                .mapToObj(i -> ecs.put("d" + i, IN_PROGRESS))
                .collect(Collectors.toList());
        AtomicLong requested = new AtomicLong();
        TestSubscriber<DeploymentOutcome> subscriber = TestSubscriber.create();
        scene.watcher
                .awaitOutcomes(Flux.fromIterable(arns).doOnRequest(requested::addAndGet))
                .subscribe(subscriber);
        assertThat(requested).hasValue(1_000);
        assertThat(scene.watcher.awaited()).isEqualTo(1_000);

        arns.forEach(arn -> ecs.put(arn.substring(arn.lastIndexOf('/') + 1), SUCCESSFUL));
        scene.pass(Duration.ofSeconds(10));

        assertThat(subscriber.getReceivedOnNext()).hasSize(1_500);
        assertThat(subscriber.isTerminatedComplete()).isTrue();
    }

    @Test
    void withoutDemandOutcomesAreHeld() {
        TestPublisher<String> arns = TestPublisher.create();
        TestSubscriber<DeploymentOutcome> subscriber =
                TestSubscriber.builder().initialRequest(0).build();
        scene.watcher.awaitOutcomes(arns).subscribe(subscriber);
        arns.next(ecs.put("a", SUCCESSFUL), ecs.put("b", SUCCESSFUL));

        assertThat(subscriber.getReceivedOnNext()).isEmpty();
        subscriber.request(2);
        assertThat(subscriber.getReceivedOnNext()).hasSize(2);
        subscriber.cancel();
        arns.assertCancelled();
    }

    @Test
    void cancelEndsAllWaits() {
        ecs.holdsDescribes = true;
        TestSubscriber<DeploymentOutcome> subscriber = TestSubscriber.create();
        scene.watcher
                .awaitOutcomes(Flux.range(0, 200).map(i -> ecs.put("d" + i, IN_PROGRESS)))
                .subscribe(subscriber);
        assertThat(ecs.underWay()).isEqualTo(8);

        subscriber.cancel();

        assertThat(ecs.underWay()).isZero();
    }
}
