package dev.deployflux.watch;

import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** News of a rollout for somebody who hasn't got all that was told of it. */
final class RolloutMerge {

    private RolloutMerge() {}

    /**
     * The later progress, for somebody who doesn't get the earlier one. The stages that only the earlier one tells are among
     * those not observed then, each of them once, however often a canary comes back to it.
     *
     * @param told the stage that they were told last; {@code null} if none
     */
    static Progressed merge(@Nullable ServiceDeploymentLifecycleStage told, Progressed missed, Progressed news) {
        Set<ServiceDeploymentLifecycleStage> stages = new LinkedHashSet<>(missed.stagesNotObserved());
        ServiceDeploymentLifecycleStage stage = missed.stage();
        boolean isNamed = stage != null && stage != ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION;
        boolean stillTheSame = stage == told && stages.isEmpty();
        if (isNamed && !stillTheSame && stage != news.stage()) {
            stages.add(stage);
        }
        stages.addAll(news.stagesNotObserved());
        if (news.stage() != null) {
            stages.remove(news.stage()); // a canary has come back to it
        }
        return stages.size() == news.stagesNotObserved().size()
                ? news
                : new Progressed(news.service(), news.deployment(), news.details(), List.copyOf(stages));
    }

    /** The same news, told behind another status. */
    static OfRollout withStatus(OfRollout news, ServiceDeploymentBrief row) {
        if (news instanceof Progressed progress) {
            return new Progressed(progress.service(), row, progress.details(), progress.stagesNotObserved());
        }
        if (news instanceof AwaitingAction awaiting) {
            return new AwaitingAction(awaiting.service(), row, awaiting.action());
        }
        AwaitingEnded ended = (AwaitingEnded) news;
        return new AwaitingEnded(ended.service(), row, ended.action(), ended.hookStatus());
    }
}
