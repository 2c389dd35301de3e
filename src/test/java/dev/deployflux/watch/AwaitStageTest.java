package dev.deployflux.watch;

import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.CONTINUE;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction.ROLLBACK;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.BAKE_TIME;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.RolloutBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;

/** Waits for a stage or a pause of a rollout, in virtual time: 1,000 seconds. */
class AwaitStageTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);

    private final SimulatedWatch prod = new SimulatedWatch();
    private final DeploymentWatcher watcher =
            prod.watcher().outcomeTimeout(Duration.ofHours(2)).build();

    @AfterEach
    void stop() {
        prod.close();
    }

    private String deploy(RolloutBuilder rollout) {
        return prod.service("web").deploy(rollout.build());
    }

    private static RolloutBuilder blueGreen() {
        return DeploymentScript.blueGreen(ROLLOUT, 4);
    }

    private static Throwable errorOf(CompletableFuture<?> future) {
        try {
            throw new AssertionError("no error, but " + future.join());
        } catch (CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private <T> CompletableFuture<T> begin(Mono<T> wait) {
        return wait.toFuture();
    }

    @Test
    void aStageIsReachedWhenTheRolloutComesToIt() {
        CompletableFuture<ServiceDeployment> baking = begin(watcher.awaitStage(deploy(blueGreen()), BAKE_TIME));

        prod.pass(Duration.ofSeconds(790));
        assertThat(baking).isNotDone();
        prod.pass(Duration.ofSeconds(20));

        assertThat(baking.join().lifecycleStage()).isEqualTo(BAKE_TIME);
    }

    @Test
    void aStageThatHasPassedIsReachedAtOnce() {
        String arn = deploy(blueGreen());
        prod.pass(Duration.ofSeconds(850));

        assertThat(begin(watcher.awaitStage(arn, SCALE_UP)).join().lifecycleStage())
                .isEqualTo(BAKE_TIME);

        prod.pass(ROLLOUT);
        assertThat(begin(watcher.awaitStage(arn, SCALE_UP)).join().statusAsString())
                .isEqualTo("SUCCESSFUL");
    }

    @Test
    void aDeploymentThatEndsBeforeSaysHow() {
        String arn = deploy(blueGreen().failedTasks(3, 3));
        CompletableFuture<ServiceDeployment> baking = begin(watcher.awaitStage(arn, BAKE_TIME));

        prod.pass(Duration.ofHours(1));

        assertThat(errorOf(baking))
                .isInstanceOfSatisfying(DeploymentEndedException.class, ended -> assertThat(ended.outcome())
                        .isInstanceOf(DeploymentOutcome.RolledBack.class))
                .hasMessageStartingWith(arn + " ended ROLLBACK_SUCCESSFUL (")
                .hasMessageEndingWith("), and had not come to BAKE_TIME before");
    }

    @Test
    void theTrafficShiftOfARollbackIsNoneOfTheDeployment() {
        String arn = deploy(blueGreen().failedTasks(3, 3));
        CompletableFuture<ServiceDeployment> shifting = begin(watcher.awaitStage(arn, PRODUCTION_TRAFFIC_SHIFT));

        prod.pass(Duration.ofHours(1));

        assertThat(errorOf(shifting)).isInstanceOf(DeploymentEndedException.class);
    }

    @Test
    void aPauseTellsWhatIsNeededToAnswerIt() {
        String arn = deploy(blueGreen().pauseAt(POST_TEST_TRAFFIC_SHIFT));
        CompletableFuture<AwaitedAction> pause = begin(watcher.awaitPause(arn));
        prod.pass(Duration.ofSeconds(520));

        AwaitedAction action = pause.join();
        assertThat(action.deploymentArn()).isEqualTo(arn);
        assertThat(action.stage()).isEqualTo("POST_TEST_TRAFFIC_SHIFT");
        assertThat(action.timeoutAction()).isEqualTo(ROLLBACK);
        assertThat(begin(watcher.awaitPause(arn)).join()).isEqualTo(action);

        CompletableFuture<DeploymentOutcome> outcome = begin(watcher.awaitOutcome(arn));
        prod.client()
                .continueServiceDeployment(r -> r.serviceDeploymentArn(action.deploymentArn())
                        .hookId(action.hookId())
                        .action(CONTINUE))
                .join();
        prod.pass(Duration.ofMinutes(10));
        assertThat(outcome.join().isSuccess()).isTrue();
    }

    @Test
    void aDeploymentThatEndsWithoutAPauseSaysSo() {
        CompletableFuture<AwaitedAction> pause = begin(watcher.awaitPause(deploy(blueGreen())));

        prod.pass(Duration.ofHours(1));

        assertThat(errorOf(pause))
                .isInstanceOfSatisfying(DeploymentEndedException.class, ended -> assertThat(ended.outcome())
                        .isInstanceOf(DeploymentOutcome.Succeeded.class))
                .hasMessageEndingWith(" ended SUCCESSFUL, and had not paused before");
    }

    @Test
    void whenTheTimeIsUpTheMessageSaysWhatWasAwaited() {
        String arn = deploy(blueGreen().pauseAt(POST_TEST_TRAFFIC_SHIFT));
        CompletableFuture<ServiceDeployment> baking = begin(watcher.awaitStage(arn, BAKE_TIME));

        prod.pass(Duration.ofHours(2).plusSeconds(1));

        assertThat(errorOf(baking))
                .isInstanceOf(OutcomeTimeoutException.class)
                .hasMessageStartingWith(arn + " had not come to BAKE_TIME after 2h: IN_PROGRESS since ");
    }

    @Test
    void waitsForDifferentThingsShareTheirLooks() {
        String arn = deploy(blueGreen());
        List<CompletableFuture<?>> waits = List.of(
                begin(watcher.awaitStage(arn, SCALE_UP)),
                begin(watcher.awaitStage(arn, BAKE_TIME)),
                begin(watcher.awaitPause(arn)),
                begin(watcher.awaitOutcome(arn)));

        prod.pass(Duration.ofSeconds(100));

        assertThat(waits).noneMatch(CompletableFuture::isDone);
        assertThat(prod.calls(DESCRIBE_SERVICE_DEPLOYMENTS)).isBetween(10, 14);
        assertThat(watcher.awaited()).isEqualTo(4);
    }

    @Test
    void whoTriesAgainIsAskedForAnewThoughAnotherStillWaits() {
        Mono<?> wait = watcher.awaitStage(deploy(blueGreen()), BAKE_TIME);
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());

        assertThat(errorOf(begin(wait.retry(2)))).isInstanceOf(AccessDeniedException.class);
        assertThat(prod.calls(DESCRIBE_SERVICE_DEPLOYMENTS)).isEqualTo(3);

        HeldFault held = Fault.hold();
        prod.ecs.faults().clear();
        prod.ecs
                .faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(held.and(Fault.accessDenied())).times(1));
        CompletableFuture<?> first = begin(wait.retry(1));
        CompletableFuture<?> second = begin(wait);
        held.release();

        assertThat(errorOf(second)).isInstanceOf(AccessDeniedException.class);
        prod.pass(ROLLOUT);
        assertThat(first).isCompleted();
    }

    @Test
    void cancelLeavesNothing() {
        Mono<?> wait = watcher.awaitStage(deploy(blueGreen()), BAKE_TIME);
        var subscription = wait.subscribe();
        prod.pass(Duration.ofSeconds(30));

        subscription.dispose();

        int calls = prod.calls();
        prod.pass(Duration.ofHours(1));
        assertThat(prod.calls()).isEqualTo(calls);
        assertThat(watcher.awaited()).isZero();
    }

    @Test
    void badInputIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watcher.awaitStage("web", BAKE_TIME))
                .withMessageContaining("web");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watcher.awaitStage(OutcomeClient.arn("a"), UNKNOWN_TO_SDK_VERSION))
                .withMessageContaining("write one such as BAKE_TIME");
        assertThatIllegalArgumentException().isThrownBy(() -> watcher.awaitPause("web"));
    }
}
