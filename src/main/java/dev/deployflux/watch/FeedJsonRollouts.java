package dev.deployflux.watch;

import dev.deployflux.watch.FeedRow.RolloutMemory;
import dev.deployflux.watch.FeedRow.WaitTold;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.List;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookAction;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * The events that descriptions bring, and what is remembered of rollouts. An SDK that is too old for stages and hooks neither
 * tells them nor reads what another replica has told: that is refused.
 */
final class FeedJsonRollouts {

    static final List<FeedJsonKind<?>> KINDS = List.of(
            new FeedJsonKind<>(
                    "progressed",
                    Progressed.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .details("details", event.details())
                            .texts(
                                    "stagesNotObserved",
                                    event.stagesNotObserved().stream()
                                            .map(stage -> stage.name())
                                            .toList()),
                    FeedJsonRollouts::progressed),
            new FeedJsonKind<>(
                    "awaiting",
                    AwaitingAction.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .part("action", event.action(), FeedJsonRollouts::action),
                    in -> new AwaitingAction(
                            in.service(), in.brief("deployment"), in.part("action", FeedJsonRollouts::action))),
            new FeedJsonKind<>(
                    "awaitingEnded",
                    AwaitingEnded.class,
                    (event, out) -> out.text("service", event.service())
                            .brief("deployment", event.deployment())
                            .part("action", event.action(), FeedJsonRollouts::action)
                            .text("hookStatus", event.hookStatus()),
                    in -> new AwaitingEnded(
                            in.service(),
                            in.brief("deployment"),
                            in.part("action", FeedJsonRollouts::action),
                            in.textIfTold("hookStatus"))),
            new FeedJsonKind<>(
                    "detailsFailing",
                    DetailsFailing.class,
                    (event, out) -> out.part("error", event.error(), FeedJsonErrors::write)
                            .number("deployments", event.deployments())
                            .text("retryIn", event.retryIn()),
                    in -> new DetailsFailing(
                            in.part("error", FeedJsonErrors::read), in.integer("deployments"), in.duration("retryIn"))),
            new FeedJsonKind<>(
                    "detailsRecovered", DetailsRecovered.class, (event, out) -> {}, in -> new DetailsRecovered()));

    private FeedJsonRollouts() {}

    private static Progressed progressed(FeedJsonIn in) {
        SdkSupport.requireHooks();
        return new Progressed(
                in.service(),
                in.brief("deployment"),
                in.details("details"),
                in.texts("stagesNotObserved").stream()
                        .map(ServiceDeploymentLifecycleStage::fromValue)
                        .toList());
    }

    private static void action(AwaitedAction action, FeedJsonOut out) {
        out.text("deploymentArn", action.deploymentArn())
                .text("hookId", action.hookId())
                .text("stage", action.stage())
                .text("since", action.since())
                .text("expiresAt", action.expiresAt());
        if (action.timeoutAction() != null) {
            out.text("timeoutAction", action.timeoutAction().name());
        }
    }

    private static AwaitedAction action(FeedJsonIn in) {
        SdkSupport.requireHooks();
        return new AwaitedAction(
                in.text("deploymentArn"),
                in.text("hookId"),
                in.textIfTold("stage"),
                in.instantIfTold("since"),
                in.instantIfTold("expiresAt"),
                DeploymentLifecycleHookAction.fromValue(in.textIfTold("timeoutAction")));
    }

    static void memory(RolloutMemory memory, FeedJsonOut out) {
        out.part("told", memory.told(), FeedJsonRollouts::progress)
                .flag("turned", memory.turned())
                .text("updatedAt", memory.updatedAt())
                .list("waits", memory.waits(), FeedJsonRollouts::action)
                .list("waitsTold", memory.waitsTold(), (wait, one) -> one.text("hookId", wait.hookId())
                        .text("expiresAt", wait.expiresAt()));
    }

    static RolloutMemory memory(FeedJsonIn in) {
        return new RolloutMemory(
                in.part("told", FeedJsonRollouts::progress),
                in.flag("turned"),
                in.instantIfTold("updatedAt"),
                in.list("waits", FeedJsonRollouts::action),
                in.list("waitsTold", wait -> new WaitTold(wait.text("hookId"), wait.instantIfTold("expiresAt"))));
    }

    private static void progress(RolloutProgress progress, FeedJsonOut out) {
        out.text("stage", progress.stage())
                .numberIfKnown("runningTasks", progress.runningTasks())
                .numberIfKnown("requestedTasks", progress.requestedTasks())
                .decimalIfKnown("testTrafficWeight", progress.testTrafficWeight())
                .decimalIfKnown("productionTrafficWeight", progress.productionTrafficWeight())
                .numberIfKnown("failedTasks", progress.failedTasks())
                .numberIfKnown("failureThreshold", progress.failureThreshold())
                .texts("triggeredAlarms", progress.triggeredAlarms());
    }

    private static RolloutProgress progress(FeedJsonIn in) {
        return new RolloutProgress(
                in.textIfTold("stage"),
                in.integerIfTold("runningTasks"),
                in.integerIfTold("requestedTasks"),
                in.decimalIfTold("testTrafficWeight"),
                in.decimalIfTold("productionTrafficWeight"),
                in.integerIfTold("failedTasks"),
                in.integerIfTold("failureThreshold"),
                in.texts("triggeredAlarms"));
    }
}
