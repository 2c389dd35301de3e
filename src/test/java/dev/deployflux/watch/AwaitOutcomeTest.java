package dev.deployflux.watch;

import static dev.deployflux.watch.OutcomeClient.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.DeploymentOperators;
import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** How a deployment ends, and who superseded it. */
class AwaitOutcomeTest {

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
    void whatIsOverComesAtOnceByOneCall() {
        Wait wait = scene.await(ecs.put("a", SUCCESSFUL));

        assertThat(wait.outcome()).isInstanceOf(DeploymentOutcome.Succeeded.class);
        assertThat(wait.outcome().isSuccess()).isTrue();
        assertThat(wait.outcome().deployment()).isEqualTo(ecs.deployments.get(OutcomeClient.arn("a")));
        assertThat(ecs.describes).hasSize(1);
        assertThat(ecs.lists).isEmpty();
    }

    @Test
    void itIsLookedAtEachIntervalUntilItIsOver() {
        String arn = ecs.put("a", PENDING);
        Wait wait = scene.await(arn);
        scene.pass(Duration.ofSeconds(10));
        ecs.put("a", IN_PROGRESS);
        scene.pass(Duration.ofMillis(9_999));
        assertThat(ecs.describes).hasSize(2);

        ecs.put("a", SUCCESSFUL);
        scene.pass(Duration.ofMillis(1));

        assertThat(wait.outcome().isSuccess()).isTrue();
        assertThat(ecs.describes).hasSize(3);
    }

    @Test
    void aRollbackIsNoSuccessAndSaysWhy() {
        Wait back = scene.await(ecs.put(
                "a", ROLLBACK_SUCCESSFUL, d -> d.statusReason("other").rollback(r -> r.reason("circuit breaker"))));
        Wait failed = scene.await(ecs.put("b", ROLLBACK_FAILED, d -> d.statusReason("no capacity")));
        Wait silent = scene.await(ecs.put("c", ROLLBACK_SUCCESSFUL, d -> d.rollback(r -> {})));

        assertThat(back.outcome())
                .isInstanceOfSatisfying(DeploymentOutcome.RolledBack.class, o -> assertThat(o.reason())
                        .isEqualTo("circuit breaker"));
        assertThat(failed.outcome())
                .isInstanceOfSatisfying(DeploymentOutcome.RollbackFailed.class, o -> assertThat(o.reason())
                        .isEqualTo("no capacity"));
        assertThat(silent.outcome())
                .isInstanceOfSatisfying(DeploymentOutcome.RolledBack.class, o -> assertThat(o.reason())
                        .isNull());
        assertThat(back.outcome().isSuccess() || failed.outcome().isSuccess()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"})
    void aRollbackSaysSinceWhenToWhatAndAfterHowManyFailures(ServiceDeploymentStatus status) {
        Wait wait = scene.await(
                ecs.put("a", status, d -> d.rollback(r -> r.startedAt(NOON).serviceRevisionArn("revision/before"))
                        .deploymentCircuitBreaker(b -> b.failureCount(3).threshold(3))
                        .alarms(a -> a.alarmNames("5xx", "slow").triggeredAlarmNames("5xx", null))));

        assertThat(wait.outcome()).isInstanceOfSatisfying(DeploymentOutcome.OfRollback.class, back -> {
            assertThat(back.rollbackStartedAt()).isEqualTo(NOON);
            assertThat(back.rollbackRevisionArn()).isEqualTo("revision/before");
            assertThat(back.failedTasks()).isEqualTo(3);
            assertThat(back.triggeredAlarms()).containsExactly("5xx");
        });
    }

    @Test
    void whatEcsDoesNotTellOfARollbackIsLeftOpen() {
        Wait wait = scene.await(ecs.put("a", ROLLBACK_FAILED));

        assertThat(wait.outcome()).isInstanceOfSatisfying(DeploymentOutcome.OfRollback.class, back -> {
            assertThat(back.reason()).isNull();
            assertThat(back.rollbackStartedAt()).isNull();
            assertThat(back.rollbackRevisionArn()).isNull();
            assertThat(back.failedTasks()).isNull();
            assertThat(back.triggeredAlarms()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(ServiceDeploymentStatus.class)
    void overIsWhatTheFiltersCallTerminalAndOneStatusAloneIsASuccess(ServiceDeploymentStatus status) {
        DeploymentOutcome outcome =
                DescribedOutcome.of(ServiceDeployment.builder().status(status).build());

        assertThat(outcome != null)
                .isEqualTo(DeploymentOperators.isTerminal(
                        ServiceDeploymentBrief.builder().status(status).build()));
        assertThat(outcome != null && outcome.isSuccess()).isEqualTo(status == SUCCESSFUL);
    }

    @Test
    void anUnknownOrMissingStatusIsNotOver() {
        String arn = ecs.put("a", PENDING, d -> d.status("EVALUATING"));
        String none = ecs.put("b", PENDING, d -> d.status((String) null));
        Wait unknown = scene.await(arn);
        Wait without = scene.await(none);

        scene.pass(Duration.ofMinutes(1));

        assertThat(unknown.isOpen() && without.isOpen()).isTrue();
        unknown.subscription.dispose();
        without.subscription.dispose();
    }

    @Test
    void oneThatWasStoppedNamesTheFirstThatWasCreatedBeforeItEnded() {
        ecs.put("third", IN_PROGRESS, d -> d.createdAt(NOON.plusSeconds(40)));
        ecs.put("second", IN_PROGRESS, d -> d.createdAt(NOON.plusSeconds(30)));
        ecs.put("before", SUCCESSFUL, d -> d.createdAt(NOON.minusSeconds(30)));
        String arn =
                ecs.put("a", STOPPED, d -> d.finishedAt(NOON.plusSeconds(45)).statusReason("stopped"));

        Wait wait = scene.await(arn);

        assertThat(wait.outcome()).isInstanceOfSatisfying(DeploymentOutcome.Stopped.class, stopped -> {
            assertThat(stopped.supersededBy()).isEqualTo(OutcomeClient.arn("second"));
            assertThat(stopped.reason()).isEqualTo("stopped");
            assertThat(stopped.isSuccess()).isFalse();
        });
        assertThat(ecs.lists).singleElement().satisfies(list -> {
            assertThat(list.cluster()).isEqualTo("prod");
            assertThat(list.service()).isEqualTo("web");
        });
    }

    @Test
    void oneThatSomebodyStoppedIsNotSupersededByWhatCameLater() {
        ecs.put("later", IN_PROGRESS, d -> d.createdAt(NOON.plusMillis(45_001)));
        String finished = ecs.put("a", STOPPED, d -> d.finishedAt(NOON.plusSeconds(45)));
        String stopped = ecs.put("b", STOPPED, d -> d.stoppedAt(NOON.plusSeconds(45)));
        String untold = ecs.put("c", STOPPED);

        assertThat(supersededBy(scene.await(finished))).isNull();
        assertThat(supersededBy(scene.await(stopped))).isNull();
        assertThat(supersededBy(scene.await(untold))).isEqualTo(OutcomeClient.arn("later"));
    }

    @Test
    void ifTheNewerOnesCannotBeListedTheOutcomeComesWithoutThem() {
        ecs.listFault = OutcomeClient.error(400, "AccessDeniedException");

        assertThat(supersededBy(scene.await(ecs.put("a", STOPPED)))).isNull();

        ecs.holdsLists = true;
        Wait slow = scene.await(ecs.put("b", STOPPED));
        scene.pass(Duration.ofSeconds(59));
        assertThat(slow.isOpen()).isTrue();
        scene.pass(Duration.ofSeconds(1));
        assertThat(supersededBy(slow)).isNull();
        assertThat(ecs.underWay()).isZero();
    }

    @Test
    void aTimeoutDuringThatLookupBringsTheOutcome() {
        ecs.holdsLists = true;
        Wait hasty = scene.await(ecs.put("a", STOPPED), Duration.ofSeconds(3));
        assertThat(hasty.isOpen()).isTrue();

        scene.pass(Duration.ofSeconds(3));

        assertThat(supersededBy(hasty)).isNull();
        assertThat(ecs.underWay()).isZero();
    }

    private static @Nullable String supersededBy(Wait wait) {
        return ((DeploymentOutcome.Stopped) wait.outcome()).supersededBy();
    }

    @Test
    void oneThatEcsDoesNotKnowYetIsWaitedFor() {
        Wait wait = scene.await(OutcomeClient.arn("a"));
        scene.pass(Duration.ofSeconds(30).minusMillis(1));
        assertThat(wait.isOpen()).isTrue();

        ecs.put("a", SUCCESSFUL);
        scene.pass(Duration.ofMillis(1));

        assertThat(wait.outcome().isSuccess()).isTrue();
    }

    @Test
    void oneThatEcsNeverKnowsIsGivenUp() {
        Wait wait = scene.await(OutcomeClient.arn("a"));

        scene.pass(Duration.ofSeconds(30));

        assertThat(wait.error())
                .isInstanceOf(ServiceDeploymentNotFoundException.class)
                .hasMessageContaining(OutcomeClient.arn("a"))
                .hasMessageContaining("region")
                .hasMessageContaining("deleted")
                .hasMessageContaining("90 days");
    }

    @Test
    void theTimeForThatBeginsAnewWhenItWasSeen() {
        Wait wait = scene.await(ecs.put("a", IN_PROGRESS));
        scene.pass(Duration.ofMinutes(10));
        ecs.deployments.clear();

        scene.pass(Duration.ofSeconds(10)); // ECS says so for the first time
        scene.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(wait.isOpen()).isTrue();
        scene.pass(Duration.ofMillis(1));

        assertThat(wait.error()).hasMessageContaining("any more").hasMessageContaining("IN_PROGRESS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web", "arn:aws:ecs:eu-central-1:123456789012:service/prod/web"})
    void whatIsNoArnOfADeploymentIsRefusedBeforeAnyCall(String arn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scene.watcher.awaitOutcome(arn))
                .withMessageContaining("serviceDeploymentArn");
        assertThat(ecs.describes).isEmpty();
    }

    @Test
    void aTimeoutOutsideOfItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scene.watcher.awaitOutcome(OutcomeClient.arn("a"), Duration.ZERO))
                .withMessageContaining("Duration.ofHours(1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scene.builder().outcomeTimeout(Duration.ofDays(91)))
                .withMessageContaining("90 days");
    }

    @Test
    void eachSubscriptionWaitsAnew() {
        String arn = ecs.put("a", ROLLBACK_IN_PROGRESS);
        var mono = scene.watcher.awaitOutcome(arn);
        assertThat(ecs.describes).isEmpty();
        Wait first = new Wait(mono);
        ecs.put("a", ROLLBACK_SUCCESSFUL);
        scene.pass(Duration.ofSeconds(10));
        Wait second = new Wait(mono);

        assertThat(first.outcome()).isEqualTo(second.outcome());
        assertThat(ecs.describes).hasSize(3);
    }
}
