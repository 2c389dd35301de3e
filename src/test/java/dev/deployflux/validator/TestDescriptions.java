package dev.deployflux.validator;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.RolloutProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/** What a watcher that knows the truth tells of deployments in flight beside their status. */
final class TestDescriptions {

    private final ServiceRef service;
    private final List<DeploymentEvent> events;
    private final Map<String, RolloutProgress> told = new HashMap<>();
    private final Map<String, Set<String>> stages = new HashMap<>();
    private final Map<String, AwaitedAction> waits = new HashMap<>();

    TestDescriptions(ServiceRef service, List<DeploymentEvent> events) {
        this.service = service;
        this.events = events;
    }

    /** Tells that a wait is over, if it is. */
    void end(TrueDeployment life, ServiceDeploymentBrief row, @Nullable Instant now) {
        AwaitedAction wait = waits.get(life.arn());
        TrueRollout.Pause pause = wait == null ? null : life.rollout().find(wait.hookId(), wait.expiresAt());
        if (wait != null && pause != null && (now == null || !pause.equals(TestRollouts.pause(life, now)))) {
            Instant until = pause.until();
            boolean over = now != null && until != null && !until.isAfter(now);
            events.add(new AwaitingEnded(service, row, wait, over ? pause.hookStatus() : null));
            waits.remove(life.arn());
        }
    }

    /** Tells what is new. */
    void look(TrueDeployment life, ServiceDeploymentBrief row, Instant now) {
        RolloutProgress at = TestRollouts.progress(life, now);
        if (at != null && !at.equals(told.put(life.arn(), at))) {
            events.add(
                    new Progressed(service, row, TestRollouts.details(life.arn(), at), marks(life, now, at.stage())));
        }
        TrueRollout.Pause pause = TestRollouts.pause(life, now);
        if (pause != null && !waits.containsKey(life.arn())) {
            AwaitedAction wait =
                    new AwaitedAction(life.arn(), pause.hookId(), pause.stage(), pause.from(), pause.expiresAt(), null);
            waits.put(life.arn(), wait);
            events.add(new AwaitingAction(service, row, wait));
        }
    }

    private List<ServiceDeploymentLifecycleStage> marks(TrueDeployment life, Instant now, @Nullable String stage) {
        Set<String> known = stages.computeIfAbsent(life.arn(), arn -> new HashSet<>());
        List<ServiceDeploymentLifecycleStage> marks = new ArrayList<>();
        if (stage == null) {
            return marks;
        }
        for (TrueRollout.Stage passed : life.rollout().stages()) {
            boolean before = !passed.since().isAfter(now) && TrueStages.rank(passed.name()) < TrueStages.rank(stage);
            if (before && TrueStages.canBeMarked(passed.name()) && known.add(passed.name())) {
                marks.add(ServiceDeploymentLifecycleStage.fromValue(passed.name()));
            }
        }
        known.add(stage);
        return marks;
    }
}
