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
    private volatile @Nullable List<ServiceNews> finalNews;

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

    Lifecycle life() {
        return life;
    }

    /** The id that it has among the {@code deployments} of its service, and in events. */
    String ecsSvcId() {
        return DerivedIds.ecsSvc(arn());
    }

    /** All that it tells; null until it is known to be over. */
    @Nullable
    List<ServiceNews> finalNews() {
        return finalNews;
    }

    void keepFinalNews(List<ServiceNews> news) {
        finalNews = news;
    }

    /** Whether it is known to be over by then; if not, its state tells. */
    boolean isKnownToBeOverAt(Instant now) {
        List<ServiceNews> news = finalNews;
        return news != null && !news.get(news.size() - 1).at().isAfter(now);
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
