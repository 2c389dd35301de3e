package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Waits share calls, and leave nothing behind. */
class OutcomeSharingTest {

    private final OutcomeScene scene = new OutcomeScene();
    private final OutcomeClient ecs = scene.ecs;
    private final List<Wait> waits = new ArrayList<>();

    @AfterEach
    void nothingStays() {
        waits.forEach(wait -> wait.subscription.dispose());
        assertThat(scene.watcher.awaited()).isZero();
        assertThat(ecs.underWay()).isZero();
        int calls = ecs.describes.size() + ecs.lists.size();
        scene.pass(Duration.ofDays(1));
        assertThat(ecs.describes.size() + ecs.lists.size()).isEqualTo(calls);
    }

    private Wait await(String arn) {
        Wait wait = scene.await(arn);
        waits.add(wait);
        return wait;
    }

    private void awaitMany(int count) {
        IntStream.range(0, count).forEach(i -> await(ecs.put("d" + i, IN_PROGRESS)));
    }

    private int callsWithin(Duration duration) {
        int before = ecs.describes.size();
        scene.pass(duration);
        return ecs.describes.size() - before;
    }

    @Test
    void fortyFiveWaitsCostThreeCallsAnInterval() {
        awaitMany(45);

        assertThat(callsWithin(Duration.ofSeconds(10))).isEqualTo(3);
        assertThat(callsWithin(Duration.ofSeconds(100))).isEqualTo(30);
        assertThat(ecs.describes).allSatisfy(arns -> assertThat(arns).hasSizeBetween(1, 20));
    }

    @Test
    void waitsThatBeganApartFallInStep() {
        for (int i = 0; i < 45; i++) {
            await(ecs.put("d" + i, IN_PROGRESS));
            scene.pass(Duration.ofMillis(333));
        }
        scene.pass(Duration.ofSeconds(20));

        assertThat(callsWithin(Duration.ofSeconds(100))).isLessThanOrEqualTo(30);
        assertThat(ecs.describes.subList(ecs.describes.size() - 4, ecs.describes.size()))
                .allSatisfy(arns -> assertThat(arns).hasSizeGreaterThanOrEqualTo(5));
    }

    @Test
    void withJitterTooNoneWaitsLongerThanTheLongestInterval() {
        Random random = new Random(42);
        DeploymentWatcher jittery =
                scene.builder().jitter(0.1).random(random::nextDouble).build();
        IntStream.range(0, 45).forEach(i -> waits.add(new Wait(jittery.awaitOutcome(ecs.put("d" + i, IN_PROGRESS)))));
        scene.pass(Duration.ofMinutes(1));
        long asked = ecs.asked(OutcomeClient.arn("d7"));

        // 100 of the shortest intervals, in which 45 are asked for by three calls; and 81 of the longest.
        assertThat(callsWithin(Duration.ofMinutes(15))).isLessThanOrEqualTo(303);
        assertThat(ecs.asked(OutcomeClient.arn("d7")) - asked).isGreaterThanOrEqualTo(81);
    }

    @Test
    void manyWhoAwaitTheSameShareOneLookAndAllGetItsOutcome() {
        String arn = ecs.put("a", IN_PROGRESS);
        IntStream.range(0, 100).forEach(i -> await(arn));
        assertThat(ecs.describes).hasSize(1);
        scene.pass(Duration.ofSeconds(9));

        ecs.put("a", STOPPED);
        assertThat(callsWithin(Duration.ofSeconds(1))).isOne();

        assertThat(waits).allSatisfy(wait -> assertThat(wait.outcome()).isInstanceOf(DeploymentOutcome.Stopped.class));
        assertThat(ecs.lists).hasSize(1);
    }

    @Test
    void looksAtOneDeploymentNeverOverlap() {
        ecs.holdsDescribes = true;
        String slow = ecs.put("slow", IN_PROGRESS);
        await(slow);
        await(ecs.put("other", IN_PROGRESS));
        scene.pass(Duration.ofSeconds(50));
        Wait again = await(slow);
        assertThat(ecs.asked(slow)).isOne();

        waits.get(0).subscription.dispose();
        again.subscription.dispose();
        await(slow);
        scene.pass(Duration.ofSeconds(5));

        // Its first call was aborted with the last who needed it, so there may be another.
        assertThat(ecs.asked(slow)).isEqualTo(2);
        assertThat(ecs.underWay()).isEqualTo(2);
    }

    @Test
    void oneThatIsAwaitedAgainWhileItsCallGoesOnForOthersIsNotAskedForTwice() {
        awaitMany(20);
        scene.pass(Duration.ofSeconds(10));
        ecs.holdsDescribes = true;
        scene.pass(Duration.ofSeconds(10));
        int calls = ecs.describes.size();

        waits.get(3).subscription.dispose();
        Wait again = await(OutcomeClient.arn("d3"));
        assertThat(ecs.describes).hasSize(calls);
        ecs.put("d3", SUCCESSFUL);
        ecs.release();

        assertThat(again.outcome().isSuccess()).isTrue();
        assertThat(waits.get(3).isOpen()).isTrue();
    }

    @Test
    void oneWhoLeavesIsAskedForNoMore() {
        awaitMany(3);
        scene.pass(Duration.ofSeconds(10));

        waits.get(1).subscription.dispose();
        scene.pass(Duration.ofSeconds(10));

        assertThat(ecs.describes.get(ecs.describes.size() - 1))
                .containsExactlyInAnyOrder(OutcomeClient.arn("d0"), OutcomeClient.arn("d2"));
    }

    @Test
    void cancelBetweenTwoLooksEndsTheTimer() {
        awaitMany(1);
        scene.pass(Duration.ofSeconds(5));

        waits.get(0).subscription.dispose();

        assertThat(callsWithin(Duration.ofDays(1))).isZero();
    }

    @Test
    void cancelDuringACallAbortsItWhenNobodyElseNeedsIt() {
        awaitMany(2);
        scene.pass(Duration.ofSeconds(10));
        ecs.holdsDescribes = true;
        scene.pass(Duration.ofSeconds(10));
        assertThat(ecs.underWay()).isOne();

        waits.get(0).subscription.dispose();
        assertThat(ecs.underWay()).isOne();
        waits.get(1).subscription.dispose();

        assertThat(ecs.underWay()).isZero();
        assertThat(scene.watcher.awaited()).isZero();
    }

    @Test
    void cancelDuringTheLookupOfNewerOnesAbortsIt() {
        ecs.holdsLists = true;
        String arn = ecs.put("a", STOPPED);
        await(arn);
        await(arn);
        assertThat(ecs.underWay()).isOne();

        waits.get(0).subscription.dispose();
        assertThat(ecs.underWay()).isOne();
        waits.get(1).subscription.dispose();

        assertThat(ecs.underWay()).isZero();
    }

    @Test
    void cancelWhileWaitingForASlotMakesNoCall() {
        DeploymentWatcher narrow = scene.builder().concurrency(1).build();
        ecs.holdsDescribes = true;
        waits.add(new Wait(narrow.awaitOutcome(ecs.put("a", IN_PROGRESS))));
        waits.add(new Wait(narrow.awaitOutcome(ecs.put("b", IN_PROGRESS))));
        assertThat(ecs.describes).hasSize(1);

        waits.get(1).subscription.dispose();
        assertThat(narrow.awaited()).isOne();
        ecs.release();

        assertThat(ecs.describes).hasSize(1);
    }

    @Test
    void noMoreCallsThanConcurrencyAreUnderWay() {
        ecs.holdsDescribes = true;
        awaitMany(100);
        assertThat(ecs.underWay()).isEqualTo(8);

        ecs.release();

        assertThat(ecs.underWay()).isEqualTo(5);
        assertThat(ecs.describes.get(8)).hasSize(20);
    }

    @Test
    void listsOfNewerOnesKeepToConcurrencyTooAndNoOutcomeWaitsForOneLongerThanACallTimeout() {
        IntStream.range(0, 20).forEach(i -> await(ecs.put("d" + i, IN_PROGRESS)));
        scene.pass(Duration.ofSeconds(20));
        ecs.holdsLists = true;
        IntStream.range(0, 20).forEach(i -> ecs.put("d" + i, STOPPED));
        scene.pass(Duration.ofSeconds(10));
        assertThat(ecs.underWay()).isEqualTo(8);

        scene.pass(Duration.ofMinutes(1).minusMillis(1));
        assertThat(waits.stream().filter(Wait::isOpen)).hasSize(20);
        scene.pass(Duration.ofMillis(1));

        assertThat(waits).allSatisfy(wait -> assertThat(wait.outcome()).isInstanceOf(DeploymentOutcome.Stopped.class));
    }

    @Test
    void listsForWaitsWhoseTimeIsUpKeepToItToo() {
        ecs.holdsLists = true;
        IntStream.range(0, 30)
                .forEach(i -> waits.add(scene.await(ecs.put("d" + i, IN_PROGRESS), Duration.ofSeconds(15))));

        scene.pass(Duration.ofSeconds(75).minusMillis(1));
        assertThat(ecs.underWay()).isEqualTo(8);
        assertThat(waits).allMatch(Wait::isOpen);
        scene.pass(Duration.ofMillis(1));

        assertThat(waits).allSatisfy(wait -> assertThat(wait.error()).isInstanceOf(OutcomeTimeoutException.class));
    }

    @Test
    void aSubscriberThatThrowsCostsNobodyElseTheOutcome() {
        String arn = ecs.put("a", IN_PROGRESS);
        scene.watcher.awaitOutcome(arn).subscribe(outcome -> {
            throw new StackOverflowError("of a test");
        });
        Wait behind = await(arn);
        Wait other = await(ecs.put("b", IN_PROGRESS));
        scene.pass(Duration.ofSeconds(10));

        ecs.put("a", SUCCESSFUL);
        scene.pass(Duration.ofSeconds(10));
        ecs.put("b", SUCCESSFUL);
        scene.pass(Duration.ofSeconds(10));

        assertThat(behind.outcome().isSuccess()).isTrue();
        assertThat(other.outcome().isSuccess()).isTrue();
    }

    @Test
    void tenThousandWaitsCostFiveHundredCallsAnInterval() {
        int count = 10_000;
        List<String> ended = new ArrayList<>();
        List<String> arns = IntStream.range(0, count)
                .mapToObj(i -> ecs.put("d" + i, IN_PROGRESS))
                .toList();
        Flux.fromIterable(arns)
                .flatMap(scene.watcher::awaitOutcome, count)
                .subscribe(outcome -> ended.add(outcome.deployment().serviceDeploymentArn()));
        scene.pass(Duration.ofSeconds(10));
        assertThat(callsWithin(Duration.ofSeconds(30))).isEqualTo(1_500);

        IntStream.range(0, count).forEach(i -> ecs.put("d" + i, SUCCESSFUL));
        assertThat(callsWithin(Duration.ofSeconds(10))).isEqualTo(500);

        assertThat(new HashSet<>(ended)).hasSize(count);
        assertThat(ended).hasSize(count);
    }
}
