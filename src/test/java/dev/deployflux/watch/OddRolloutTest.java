package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.SimulatedWatch.Listener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookDetail;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What a watch tells of rollouts that are described as ECS does rarely or never. */
class OddRolloutTest {

    private static final Instant EXPIRY = OutcomeClient.NOON.plus(Duration.ofHours(1));

    private final OutcomeScene scene = new OutcomeScene();
    private @Nullable Listener listener;
    private int updates;

    @AfterEach
    void stop() {
        listener().cancel();
        scene.time.dispose();
    }

    private Listener listener() {
        if (listener == null) {
            listener = Listener.of(scene.watcher.watch(Flux.just(ref("web"))));
        }
        return listener;
    }

    /** It is described so for a minute, updated later than before. */
    private void describe(String status, Consumer<ServiceDeployment.Builder> more) {
        scene.ecs.put("a", ServiceDeploymentStatus.fromValue(status), d -> d.status(status)
                .updatedAt(OutcomeClient.NOON.plusSeconds(updates))
                .applyMutation(more));
        updates++;
        listener();
        for (int i = 0; i < 60; i++) {
            scene.pass(Duration.ofSeconds(1));
        }
    }

    private void describe(@Nullable String stage, String hookStatus, @Nullable Instant expiresAt) {
        describe("IN_PROGRESS", d -> d.lifecycleStage(stage)
                .lifecycleHookDetails(DeploymentLifecycleHookDetail.builder()
                        .hookId("hook")
                        .status(hookStatus)
                        .expiresAt(expiresAt)
                        .build()));
    }

    private List<@Nullable String> ends() {
        List<@Nullable String> ends = new ArrayList<>();
        listener().of(AwaitingEnded.class).forEach(ended -> ends.add(ended.hookStatus()));
        return ends;
    }

    @Test
    @SuppressWarnings("NullAway") // a server may answer so
    void anAlarmWithoutANameEndsNoWatch() {
        describe("IN_PROGRESS", d -> d.alarms(a -> a.triggeredAlarmNames(Arrays.asList("errors", null))));

        assertThat(listener().of(Progressed.class))
                .singleElement()
                .satisfies(each -> assertThat(each.progress().triggeredAlarms()).containsExactly("errors"));
    }

    @Test
    void aHookWithoutExpiryMayWaitTwice() {
        describe("PRODUCTION_TRAFFIC_SHIFT", "AWAITING_ACTION", null);
        describe("PRODUCTION_TRAFFIC_SHIFT", "SUCCEEDED", null);
        assertThat(listener().of(AwaitingAction.class)).hasSize(1);

        describe("PRODUCTION_TRAFFIC_SHIFT", "AWAITING_ACTION", null);

        assertThat(listener().of(AwaitingAction.class)).hasSize(2);
        assertThat(ends()).containsExactly("SUCCEEDED");
    }

    @Test
    void whatBecameOfAHookThatWaitsAnewIsNotKnown() {
        describe("PRODUCTION_TRAFFIC_SHIFT", "AWAITING_ACTION", EXPIRY);
        describe("PRODUCTION_TRAFFIC_SHIFT", "AWAITING_ACTION", EXPIRY.plusSeconds(1));

        assertThat(listener().of(AwaitingAction.class)).hasSize(2);
        assertThat(ends()).containsOnlyNulls().hasSize(1);
    }

    @Test
    void aStageThatIsGoneHoldsUpNoNews() {
        describe("SCALE_UP", "AWAITING_ACTION", EXPIRY);
        describe(null, "SUCCEEDED", EXPIRY);

        assertThat(ends()).containsExactly("SUCCEEDED");
    }

    @Test
    void aPauseBehindAStatusThatTheSdkDoesNotKnowIsTold() {
        describe("IN_PROGRESS", d -> d.lifecycleStage("SCALE_UP"));
        describe("HELD_BACK", d -> d.lifecycleStage("SCALE_UP"));
        describe("POST_SCALE_UP", "AWAITING_ACTION", EXPIRY);

        assertThat(listener().deployments()).containsExactly("Seen IN_PROGRESS", "Changed HELD_BACK");
        assertThat(listener().of(AwaitingAction.class)).hasSize(1);
    }
}
