package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.arn;
import static dev.deployflux.validator.TestTruth.at;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.CLEAN_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRE_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.RECONCILE_SERVICE;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.AwaitedAction;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;

/** A way to tell what deployments are at badly that breaks one promise: as {@link TestLie} for statuses. */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
enum TestRolloutLie {
    OLDER_STAGE(
            Promise.PROGRESS_ORDERED,
            tale -> tale.insert(tale.stage("staged", "PRE_SCALE_UP"), tale.stage("staged", "TEST_TRAFFIC_SHIFT"))),
    SHIFTED_ONCE_MORE(
            Promise.PROGRESS_ORDERED,
            tale -> tale.insert(tale.stage("staged", "PRODUCTION_TRAFFIC_SHIFT"), tale.stage("staged", "BAKE_TIME"))),
    PROGRESS_REPEATED(
            Promise.PROGRESS_ORDERED,
            tale -> tale.insert(tale.stage("staged", "BAKE_TIME"), tale.stage("staged", "BAKE_TIME"))),
    PROGRESS_UNSEEN(Promise.PROGRESS_ORDERED, tale -> tale.move(tale.stage("staged", null), tale.news("staged", 0))),
    PROGRESS_AFTER_THE_END(
            Promise.PROGRESS_ORDERED,
            tale -> tale.add(new Progressed(
                    WEB,
                    tale.last("staged").deployment(),
                    tale.stage("staged", "CLEAN_UP").details(),
                    TestRetelling.NO_MARKS))),
    STAGE_IT_NEVER_HAD(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(tale.counts("staged", 2), details -> details.lifecycleStage(POST_TEST_TRAFFIC_SHIFT))),
    STAGE_TOO_EARLY(
            Promise.PROGRESS_TRUE, tale -> tale.move(tale.stage("staged", "BAKE_TIME"), tale.bookmark(at(180)))),
    TASKS_MADE_UP(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(
                    tale.counts("staged", 2),
                    details -> details.targetServiceRevision(target -> target.runningTaskCount(3)
                            .requestedTaskCount(2)
                            .requestedTestTrafficWeight(100.0)
                            .requestedProductionTrafficWeight(0.0)))),
    WEIGHTS_MADE_UP(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(
                    tale.counts("staged", 2),
                    details -> details.targetServiceRevision(target -> target.runningTaskCount(2)
                            .requestedTaskCount(2)
                            .requestedTestTrafficWeight(100.0)
                            .requestedProductionTrafficWeight(1.0)))),
    FAILURES_MADE_UP(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(
                    tale.counts("staged", 2),
                    details -> details.deploymentCircuitBreaker(
                            breaker -> breaker.failureCount(1).threshold(10)))),
    ALARM_MADE_UP(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(
                    tale.counts("staged", 2),
                    details -> details.alarms(alarms -> alarms.triggeredAlarmNames("errors")))),
    DETAILS_OF_ANOTHER(
            Promise.PROGRESS_TRUE,
            tale -> tale.tell(tale.counts("staged", 2), details -> details.serviceDeploymentArn(arn("waiting")))),
    PROGRESS_OF_ANOTHER(
            Promise.PROGRESS_TRUE,
            tale -> tale.add(new Progressed(
                    WEB,
                    tale.row("waiting", 1).toBuilder()
                            .serviceDeploymentArn("of-another")
                            .build(),
                    tale.stage("waiting", "SCALE_UP").details(),
                    TestRetelling.NO_MARKS))),
    ANOTHER_STATUS_THAN_TOLD(
            Promise.PROGRESS_TRUE,
            tale -> tale.replace(
                    tale.stage("waiting", "SCALE_UP"),
                    new Progressed(
                            WEB,
                            tale.row("waiting", 0, "waiting", PENDING),
                            tale.stage("waiting", "SCALE_UP").details(),
                            tale.stage("waiting", "SCALE_UP").stagesNotObserved()))),
    STAGE_NOT_MARKED(Promise.STAGES_MARKED, tale -> tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"))),
    STAGE_MARKED_THOUGH_TOLD(
            Promise.STAGES_MARKED,
            tale -> tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), SCALE_UP, POST_SCALE_UP)),
    STAGE_MARKED_THOUGH_TOLD_AND_SHIFTING(
            Promise.STAGES_MARKED, tale -> tale.mark(tale.stage("staged", "BAKE_TIME"), PRODUCTION_TRAFFIC_SHIFT)),
    STAGE_MARKED_TWICE(
            Promise.STAGES_MARKED,
            tale -> tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), POST_SCALE_UP, POST_SCALE_UP)),
    LATER_STAGE_MARKED(Promise.STAGES_MARKED, tale -> tale.mark(tale.stage("staged", "BAKE_TIME"), CLEAN_UP)),
    STAGE_ITSELF_MARKED(
            Promise.STAGES_MARKED,
            tale -> tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), POST_SCALE_UP, TEST_TRAFFIC_SHIFT)),
    STAGE_OF_CERTAIN_DEPLOYMENTS_MARKED(
            Promise.STAGES_MARKED, tale -> tale.mark(tale.stage("staged", "PRE_SCALE_UP"), RECONCILE_SERVICE)),
    STAGES_MARKED_IN_ANOTHER_ORDER(
            Promise.STAGES_MARKED,
            tale -> tale.mark(
                    tale.stage("staged", "PRE_PRODUCTION_TRAFFIC_SHIFT"), POST_TEST_TRAFFIC_SHIFT, TEST_TRAFFIC_SHIFT)),
    STAGE_MARKED_FOR_A_COUNT(Promise.STAGES_MARKED, tale -> tale.mark(tale.counts("staged", 2), PRE_SCALE_UP)),
    STAGE_DROPPED(
            Promise.STAGES_TOLD, tale -> tale.mark(tale.stage("staged", "BAKE_TIME"), POST_PRODUCTION_TRAFFIC_SHIFT)
                    .drop(tale.stage("staged", "POST_PRODUCTION_TRAFFIC_SHIFT"))),
    LAST_STAGE_DROPPED(Promise.STAGES_TOLD, tale -> tale.drop(tale.stage("waiting", "POST_SCALE_UP"))),
    STAGE_TOLD_TOO_LATE(
            Promise.STAGES_TOLD,
            tale -> tale.move(tale.stage("staged", "POST_PRODUCTION_TRAFFIC_SHIFT"), tale.bookmark(at(190)))),
    PAUSE_TOLD_TWICE(Promise.PAUSES_PAIRED, tale -> tale.insert(tale.begin("approval"), tale.begin("approval"))),
    PAUSE_ENDED_TWICE(Promise.PAUSES_PAIRED, tale -> tale.insert(tale.end("approval"), tale.end("approval"))),
    PAUSE_ENDED_UNBEGUN(Promise.PAUSES_PAIRED, tale -> tale.drop(tale.begin("short"))),
    PAUSE_OUTLIVES_ITS_DEPLOYMENT(Promise.PAUSES_PAIRED, tale -> tale.drop(tale.end("approval"))),
    PAUSE_ENDED_AFTER_THE_NEXT_BEGAN(Promise.PAUSES_PAIRED, tale -> tale.insert(tale.end("first"), tale.begin("second"))
            .drop(tale.end("first"))),
    PAUSE_MADE_UP(
            Promise.PAUSES_TRUE,
            tale -> tale.add(new AwaitingAction(
                    WEB,
                    tale.last("waiting").deployment(),
                    new AwaitedAction(arn("waiting"), "none", "POST_SCALE_UP", at(543), null, null)))),
    PAUSE_TOO_EARLY(Promise.PAUSES_TRUE, tale -> tale.move(tale.begin("first"), tale.bookmark(at(420)))),
    PAUSE_WITH_ANOTHER_EXPIRY(
            Promise.PAUSES_TRUE,
            tale -> tale.retellWait(
                    "short",
                    action -> new AwaitedAction(
                            action.deploymentArn(), action.hookId(), action.stage(), action.since(), at(1_001), null))),
    PAUSE_AT_ANOTHER_STAGE(
            Promise.PAUSES_TRUE,
            tale -> tale.retellWait(
                    "short",
                    action -> new AwaitedAction(
                            action.deploymentArn(),
                            action.hookId(),
                            "BAKE_TIME",
                            action.since(),
                            action.expiresAt(),
                            null))),
    PAUSE_SINCE_BEFORE_IT(
            Promise.PAUSES_TRUE,
            tale -> tale.retellWait(
                    "short",
                    action -> new AwaitedAction(
                            action.deploymentArn(),
                            action.hookId(),
                            action.stage(),
                            at(52),
                            action.expiresAt(),
                            null))),
    PAUSE_ENDED_WHILE_IT_GOES_ON(
            Promise.PAUSES_TRUE,
            tale -> tale.add(new AwaitingEnded(
                    WEB, tale.last("waiting").deployment(), tale.begin("second").action(), null))),
    PAUSE_ENDED_OTHERWISE(
            Promise.PAUSES_TRUE,
            tale -> tale.replace(
                    tale.end("approval"),
                    new AwaitingEnded(
                            WEB, tale.row("staged", 1), tale.begin("approval").action(), "FAILED"))),
    PAUSE_DROPPED(Promise.PAUSES_TOLD, tale -> tale.drop(tale.end("approval")).drop(tale.begin("approval"))),
    LAST_PAUSE_DROPPED(Promise.PAUSES_TOLD, tale -> tale.drop(tale.begin("second"))),
    PAUSE_TOLD_TOO_LATE(Promise.PAUSES_TOLD, tale -> tale.move(tale.begin("approval"), tale.bookmark(at(190)))),
    PAUSE_END_DROPPED(Promise.PAUSES_TOLD, tale -> tale.drop(tale.end("first")).drop(tale.begin("second"))),
    PAUSE_END_TOLD_TOO_LATE(Promise.PAUSES_TOLD, tale -> tale.move(tale.end("approval"), tale.bookmark(at(290)))),
    DETAILS_FAILING_TWICE(
            Promise.FAILURES_REPORTED, tale -> tale.add(failing(1)).add(failing(1))),
    DETAILS_FAILING_FOR_NONE(Promise.FAILURES_REPORTED, tale -> tale.add(failing(0))),
    DETAILS_RECOVERED_FROM_NOTHING(Promise.FAILURES_REPORTED, tale -> tale.add(new DetailsRecovered()));

    final Promise promise;
    private final TestRetelling retelling;

    TestRolloutLie(Promise promise, TestRetelling retelling) {
        this.promise = promise;
        this.retelling = retelling;
    }

    Tale of(Tale truth) {
        return retelling.retell(truth);
    }

    private static DeploymentEvent failing(int deployments) {
        return new DetailsFailing(new IllegalStateException(), deployments, Duration.ZERO);
    }
}
