package dev.deployflux.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One deployment of a service: what never changes, and the life that tells the rest. */
final class DeploymentRow {

    private final RowKey key;
    private final Instant listedFrom;
    private final String targetRevisionArn;
    private final @Nullable String sourceRevisionArn;
    private volatile Lifecycle life;

    DeploymentRow(
            RowKey key,
            Instant listedFrom,
            String targetRevisionArn,
            @Nullable String sourceRevisionArn,
            Lifecycle life) {
        this.key = key;
        this.listedFrom = listedFrom;
        this.targetRevisionArn = targetRevisionArn;
        this.sourceRevisionArn = sourceRevisionArn;
        this.life = life;
    }

    RowKey key() {
        return key;
    }

    String arn() {
        return key.arn();
    }

    Instant createdAt() {
        return key.createdAt();
    }

    Instant listedFrom() {
        return listedFrom;
    }

    /** Whether answers as of {@code now} know it. */
    boolean isListedAt(Instant now) {
        return !listedFrom.isAfter(now);
    }

    String targetRevisionArn() {
        return targetRevisionArn;
    }

    @Nullable
    String sourceRevisionArn() {
        return sourceRevisionArn;
    }

    DeploymentState stateAt(Instant now) {
        return life.stateAt(now);
    }

    List<Lifecycle.Moment> passedBy(Instant now) {
        return life.passedBy(now);
    }

    /** The id of its hook at that place of the details. */
    String hookId(HookDetail hook, int place) {
        return hook.id(arn(), place);
    }

    /** Turns this deployment back or ends it, or tells that it can't be stopped any more. */
    synchronized boolean stop(StopType type, Instant now) {
        if (!StopType.canStop(stateAt(now).status())) {
            return false;
        }
        life = life.turnedAt(now, TrueDeployment.PauseEnd.STOPPED, type.steps());
        return true;
    }

    /** Goes on behind the pause of that hook, or rolls back; tells whether it is the one that waits for somebody. */
    synchronized boolean answerPause(String hookId, boolean goesOn, Instant now) {
        DeploymentState state = stateAt(now);
        List<HookDetail> hooks = state.progress().hooks();
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).awaitsAction() && hookId(hooks.get(i), i).equals(hookId)) {
                life = goesOn
                        ? life.continuedAt(now)
                        : life.turnedAt(now, TrueDeployment.PauseEnd.ROLLED_BACK, StopType.ROLLBACK.steps());
                return true;
            }
        }
        return false;
    }
}
