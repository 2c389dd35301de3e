package dev.deployflux.validator;

import static dev.deployflux.validator.HistoryValidatorTest.broken;
import static dev.deployflux.validator.HistoryValidatorTest.tale;
import static dev.deployflux.validator.HistoryValidatorTest.validator;
import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRE_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.RECONCILE_SERVICE;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.AwaitingEnded;
import dev.deployflux.watch.RolloutEvents.OfRollout;
import dev.deployflux.watch.RolloutEvents.Progressed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What is asked of stages and pauses, and what isn't. */
class DetailsRulesTest {

    private static final TrueHistory TRUTH = TrueHistory.of(List.of(TestRollouts.staged(), TestRollouts.waiting()));

    private static final TrueHistory TURNING = TrueHistory.of(List.of(turning(TestRollouts.staged())));

    private static TrueDeployment turning(TrueDeployment life) {
        List<TrueDeployment.Step> steps = List.of(
                new TrueDeployment.Step(ServiceDeploymentStatus.IN_PROGRESS, at(11)),
                new TrueDeployment.Step(ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS, at(68)),
                new TrueDeployment.Step(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL, at(301)));
        return new TrueDeployment(
                life.service(), life.arn(), life.createdAt(), life.listedFrom(), steps, null, life.rollout());
    }

    @Test
    void aWatchThatShouldHaveDetailsTellsThem() {
        assertThat(broken(withoutRollouts(tale()))).containsExactlyInAnyOrder(Promise.STAGES_TOLD, Promise.PAUSES_TOLD);
    }

    @Test
    void aWatchWithoutDetailsTellsNone() {
        validator().withoutDetails().assertKept(withoutRollouts(tale()).events());

        assertThat(broken(validator().withoutDetails(), tale())).containsExactly(Promise.PROGRESS_TRUE);
    }

    private static Tale withoutRollouts(Tale tale) {
        return new Tale(tale.events().stream()
                .filter(event -> !(event instanceof OfRollout))
                .toList());
    }

    @Test
    void whatCouldNotBeDescribedNeedNotBeTold() {
        assertThat(broken(of(TRUTH), failingBetween(140, 250))).isEmpty();
        assertThat(broken(of(TRUTH), failingBetween(180, 250)))
                .as("it could be described for 37 seconds before")
                .containsExactlyInAnyOrder(Promise.STAGES_TOLD, Promise.PAUSES_TOLD);
        assertThat(broken(of(TRUTH), failingBetween(140, 200)))
                .as("and for 40 seconds behind")
                .containsExactlyInAnyOrder(Promise.STAGES_TOLD, Promise.PAUSES_TOLD);
    }

    private static HistoryValidator of(TrueHistory truth) {
        return HistoryValidator.of(truth, at(0), at(600)).details(Duration.ofSeconds(20));
    }

    /** Tells nothing of the approval, nor of the stage at which it is awaited. */
    private static Tale failingBetween(long from, long to) {
        TestWatcher watcher = new TestWatcher(WEB, TRUTH, at(0));
        for (int second = 0; second < 600; second += 10) {
            watcher.pass(at(second));
            if (second < from || second >= to) {
                watcher.describe(at(second + 5));
            } else {
                watcher.failToDescribe();
            }
        }
        Tale tale = new Tale(watcher.events());
        for (DeploymentEvent event : tale.events()) {
            boolean ofTheStage = event instanceof Progressed told && told.stage() == POST_PRODUCTION_TRAFFIC_SHIFT;
            boolean ofTheWait =
                    (event instanceof AwaitingAction begin && begin.hookId().equals("approval"))
                            || (event instanceof AwaitingEnded end
                                    && end.action().hookId().equals("approval"));
            if (ofTheStage || ofTheWait) {
                tale.drop(event);
            }
        }
        return tale.mark(tale.stage("staged", "BAKE_TIME"), POST_PRODUCTION_TRAFFIC_SHIFT);
    }

    @Test
    void whatIsOverSoonerThanItIsNoticedNeedNotBeTold() {
        HistoryValidator patient = validator().details(Duration.ofSeconds(90));
        Tale tale = tale();
        tale.mark(tale.stage("staged", "BAKE_TIME"), POST_PRODUCTION_TRAFFIC_SHIFT)
                .drop(tale.stage("staged", "POST_PRODUCTION_TRAFFIC_SHIFT"))
                .drop(tale.begin("approval"))
                .drop(tale.end("approval"));

        assertThat(broken(patient, tale)).containsExactlyInAnyOrder(Promise.STAGES_TOLD, Promise.PAUSES_TOLD);
        patient.details(Duration.ofSeconds(101)).assertKept(tale.events());
    }

    @Test
    void marksMayNameStagesThatAreLeftOutOrThatComeAgain() {
        Tale tale = tale();
        tale.mark(tale.stage("staged", "PRE_PRODUCTION_TRAFFIC_SHIFT"), POST_TEST_TRAFFIC_SHIFT);
        validator().assertKept(tale.events());

        Progressed secondShift = tale.events().stream()
                .filter(event -> event instanceof Progressed told
                        && Double.valueOf(100.0).equals(told.progress().productionTrafficWeight()))
                .map(Progressed.class::cast)
                .findFirst()
                .orElseThrow();
        tale.drop(secondShift);
        validator().assertKept(tale.events());
        tale.mark(tale.stage("staged", "POST_PRODUCTION_TRAFFIC_SHIFT"), PRODUCTION_TRAFFIC_SHIFT);
        validator().assertKept(tale.events());
    }

    @Test
    void aStageThatNobodyKnowsIsNotJudgedButWhatComesWithItIs() {
        Tale tale = tale();
        Progressed shift = tale.stage("staged", "TEST_TRAFFIC_SHIFT");
        tale.mark(shift).tell(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), it -> it.lifecycleStage("TEST_SHIFT_2"));
        validator().details(Duration.ofSeconds(30)).assertKept(tale.events());

        tale.mark(tale.stage("staged", "TEST_SHIFT_2"), POST_SCALE_UP);
        assertThat(broken(validator().details(Duration.ofSeconds(30)), tale)).containsExactly(Promise.STAGES_MARKED);

        tale.mark(tale.stage("staged", "TEST_SHIFT_2"))
                .tell(
                        tale.stage("staged", "TEST_SHIFT_2"),
                        it -> it.targetServiceRevision(target -> target.runningTaskCount(9)));
        assertThat(broken(validator().details(Duration.ofSeconds(30)), tale)).containsExactly(Promise.PROGRESS_TRUE);
    }

    @Test
    void ofATruthThatOnlyKnowsStatusesNothingElseIsJudged() {
        TrueHistory statuses = TrueHistory.of(TRUTH.deployments().stream()
                .map(each -> new TrueDeployment(
                        each.service(), each.arn(), each.createdAt(), each.listedFrom(), each.steps(), null))
                .toList());
        Tale tale = failingBetween(600, 600);

        of(statuses).assertKept(tale.events());
    }

    @Test
    void aFeedTellsTheLastStageAndThePauseThatGoesOn() {
        Tale tale = tale();
        tale.drop(tale.stage("staged", "POST_PRODUCTION_TRAFFIC_SHIFT"))
                .drop(tale.begin("approval"))
                .drop(tale.end("approval"));
        HistoryValidator feed = validator().conflated().watching(List.of(WEB));
        feed.assertKept(tale.events());

        assertThat(broken(feed, tale.drop(tale.begin("second")))).containsExactly(Promise.PAUSES_TOLD);
        assertThat(broken(feed, tale.drop(tale.stage("waiting", "POST_SCALE_UP"))))
                .containsExactlyInAnyOrder(Promise.PAUSES_TOLD, Promise.STAGES_TOLD);
    }

    @Test
    void aFeedMarksTheStagesThatItMerged() {
        HistoryValidator feed = validator().conflated();
        Tale tale = tale();
        tale.drop(tale.stage("staged", "PRE_SCALE_UP"))
                .drop(tale.stage("staged", "SCALE_UP"))
                .drop(tale.counts("staged", 2))
                .mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), PRE_SCALE_UP, SCALE_UP, POST_SCALE_UP);
        feed.assertKept(tale.events());

        tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"), RECONCILE_SERVICE);
        assertThat(broken(feed, tale)).as("it never came to it").containsExactly(Promise.STAGES_MARKED);
    }

    /** What a rollback does to stages isn't documented, so nobody can tell which are between. */
    @Test
    void inARollbackNothingIsBetween() {
        TestWatcher watcher = new TestWatcher(WEB, TURNING, at(0));
        for (int second = 0; second < 600; second += 10) {
            watcher.pass(at(second)).describe(at(second + 5));
        }
        Tale tale = new Tale(watcher.events());
        of(TURNING).assertKept(tale.events());

        tale.mark(tale.stage("staged", "TEST_TRAFFIC_SHIFT"));
        of(TURNING).assertKept(tale.events());
    }

    @Test
    void whatAServiceThatLeavesWaitsForEnds() {
        TestWatcher watcher = new TestWatcher(WEB, TRUTH, at(0));
        for (int second = 0; second < 570; second += 10) {
            watcher.pass(at(second)).describe(at(second + 5));
        }
        Tale tale = new Tale(watcher.leave().events());
        of(TRUTH).assertKept(tale.events());

        assertThat(broken(of(TRUTH), tale.drop(tale.end("second")))).containsExactly(Promise.PAUSES_PAIRED);
    }

    @Test
    void aTruthOutOfOrderIsRefused() {
        TrueRollout rollout = TestRollouts.staged().rollout();
        List<TrueRollout.Point> swapped =
                List.of(rollout.progress().get(1), rollout.progress().get(0));
        assertThatThrownBy(() -> new TrueRollout(swapped, List.of())).hasMessageContaining("write the earliest first");

        TrueRollout.Pause endless = new TrueRollout.Pause("hook", null, at(1), null, at(0), null);
        assertThatThrownBy(() -> new TrueRollout(List.of(), List.of(endless)))
                .hasMessageContaining("write when it was over");
    }
}
