package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.http.codec.ServerSentEvent;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;

/** What clients of a stream get of a blue/green rollout with a pause, and when, in virtual time. */
class RolloutSseTest extends SseScene {

    private static final Duration ROLLOUT = Duration.ofMinutes(20);

    private String deploy() {
        return web.deploy(DeploymentScript.blueGreen(ROLLOUT, 4)
                .pauseAt(
                        DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT,
                        Duration.ofHours(6),
                        DeploymentLifecycleHookAction.ROLLBACK)
                .build());
    }

    private void answer(String arn, DeploymentLifecycleHookAction action) {
        String hookId = ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                .join()
                .serviceDeployments()
                .get(0)
                .lifecycleHookDetails()
                .get(0)
                .hookId();
        ecs.client()
                .continueServiceDeployment(
                        r -> r.serviceDeploymentArn(arn).hookId(hookId).action(action))
                .join();
    }

    private static List<String> stages(Client client) {
        return client.got.stream()
                .map(ServerSentEvent::data)
                .filter(view -> view != null && view.progress() != null)
                .map(view ->
                        String.valueOf(Objects.requireNonNull(view.progress()).lifecycleStage()))
                .distinct()
                .toList();
    }

    private static DeploymentView last(Client client, String name) {
        return Objects.requireNonNull(
                client.got.get(client.names().lastIndexOf(name)).data());
    }

    @Test
    void aClientIsToldTheStagesTheWaitItsEndAndThenTheDeploymentsEnd() {
        Client client = open();
        String arn = deploy();
        pass(ROLLOUT);
        assertThat(client.names()).containsOnlyOnce("awaiting-action").doesNotContain("awaiting-ended");
        answer(arn, DeploymentLifecycleHookAction.CONTINUE);
        pass(ROLLOUT);

        assertThat(stages(client))
                .containsSubsequence("SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME");
        assertThat(client.names())
                .containsSubsequence("progress", "awaiting-action", "awaiting-ended", "progress", "deployment");
        assertThat(last(client, "awaiting-ended").awaiting())
                .extracting(DeploymentPause::hookStatus)
                .isEqualTo("SUCCEEDED");
        assertThat(last(client, "deployment").status()).isEqualTo("SUCCESSFUL");
        judge(client);
    }

    @Test
    void aLateClientsSnapshotHasTheProgressAndTheWait() {
        open();
        deploy();
        pass(ROLLOUT);

        Client late = open();

        assertThat(late.names()).containsSubsequence("reset", "deployment", "progress", "awaiting-action", "live");
        assertThat(last(late, "progress").progress())
                .returns("POST_TEST_TRAFFIC_SHIFT", progress -> progress.lifecycleStage())
                .returns(4, progress -> progress.runningTaskCount());
        assertThat(last(late, "awaiting-action").awaiting())
                .returns("POST_TEST_TRAFFIC_SHIFT", pause -> pause.lifecycleStage())
                .returns("ROLLBACK", pause -> pause.timeoutAction());
        judge(late);
    }

    @Test
    void whoComesAgainIsToldTheEndOfTheWaitOnce() {
        Client gone = open();
        String arn = deploy();
        pass(ROLLOUT);
        String last = gone.lastId();
        gone.cancel();
        answer(arn, DeploymentLifecycleHookAction.CONTINUE);
        pass(Duration.ofSeconds(20));

        Client back = Client.of(sse.stream(last));
        pass(ROLLOUT);

        assertThat(back.names()).containsOnlyOnce("awaiting-ended").doesNotContain("reset", "awaiting-action");
    }

    @Test
    void whoComesAfterTheEndIsToldNeitherProgressNorWait() {
        open();
        String arn = deploy();
        pass(ROLLOUT);
        answer(arn, DeploymentLifecycleHookAction.CONTINUE);
        pass(ROLLOUT);

        Client late = open();

        assertThat(late.names()).contains("deployment").doesNotContain("progress", "awaiting-action", "awaiting-ended");
    }

    @Test
    void whyItRollsBackComesWithItsProgress() {
        Client client = open();
        String arn = deploy();
        pass(ROLLOUT);
        answer(arn, DeploymentLifecycleHookAction.ROLLBACK);
        pass(Duration.ofMinutes(5));

        assertThat(last(client, "deployment").status()).isEqualTo("ROLLBACK_SUCCESSFUL");
        assertThat(last(client, "progress").rollback())
                .extracting(DeploymentRollback::reason)
                .isNotNull();
        judge(client);
    }

    @Test
    void thatDescriptionsFailIsToldOnceAndItsEnd() {
        Client client = open();
        deploy();
        FaultRule refused = FaultRule.of(Fault.accessDenied()).always();
        ecs.faults().inject(Operation.DESCRIBE_SERVICE_DEPLOYMENTS, refused);
        pass(ROLLOUT.dividedBy(4));
        assertThat(client.names()).containsOnlyOnce("details-failing").doesNotContain("progress");
        Client late = open();
        assertThat(late.names()).containsSubsequence("details-failing", "live");
        assertThat(FeedHealthView.of(feed.health()).detailsFailing()).isEqualTo("AccessDeniedException");

        ecs.faults().clear();
        pass(ROLLOUT.dividedBy(2));

        assertThat(client.names()).containsOnlyOnce("details-recovered").contains("progress");
        assertThat(open().names()).doesNotContain("details-failing");
        assertThat(FeedHealthView.of(feed.health()).detailsFailing()).isNull();
    }

    /** As a page would, which complains of what can't be. */
    private static void judge(Client client) {
        Page page = new Page();
        client.got.stream().filter(event -> event.data() != null).forEach(page::take);
    }
}
