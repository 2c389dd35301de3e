package dev.deployflux.watch;

import static dev.deployflux.watch.RolloutNews.ONE;
import static dev.deployflux.watch.RolloutNews.TWO;
import static dev.deployflux.watch.RolloutNews.WEB;
import static dev.deployflux.watch.RolloutNews.at;
import static dev.deployflux.watch.RolloutNews.awaiting;
import static dev.deployflux.watch.RolloutNews.changed;
import static dev.deployflux.watch.RolloutNews.ended;
import static dev.deployflux.watch.RolloutNews.pass;
import static dev.deployflux.watch.RolloutNews.removed;
import static dev.deployflux.watch.RolloutNews.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.BAKE_TIME;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRE_SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.UNKNOWN_TO_SDK_VERSION;

import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of news of rollouts that wait for a slow subscriber. */
class RolloutBufferTest {

    private final FeedTally tally = new FeedTally();
    private final FeedBuffer buffer = new FeedBuffer(tally);

    private void add(DeploymentEvent... events) {
        buffer.told(List.of(events), List.of(), true);
    }

    private void heard(DeploymentEvent... events) {
        add(events);
        take();
    }

    private List<DeploymentEvent> take() {
        List<DeploymentEvent> taken = new ArrayList<>();
        for (DeploymentEvent next = buffer.poll(); next != null; next = buffer.poll()) {
            taken.add(next);
        }
        return taken;
    }

    @Test
    void theNewestProgressTakesThePlaceOfTheOneThatWaits() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", PRE_SCALE_UP), seen("b", "PENDING"), at("a", SCALE_UP));

        assertThat(take()).containsExactly(at("a", SCALE_UP, PRE_SCALE_UP), seen("b", "PENDING"));
        assertThat(tally.merged().sum()).as("nothing is lost").isZero();
    }

    @Test
    void stagesThatNobodySawAreKeptInOrderWithThoseThatWereNotTold() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", SCALE_UP, PRE_SCALE_UP), at("a", BAKE_TIME, POST_SCALE_UP, TEST_TRAFFIC_SHIFT));

        assertThat(take())
                .containsExactly(at("a", BAKE_TIME, PRE_SCALE_UP, SCALE_UP, POST_SCALE_UP, TEST_TRAFFIC_SHIFT));
    }

    @Test
    void aStageThatWasToldIsNotCalledUnobserved() {
        heard(seen("a", "IN_PROGRESS"), at("a", "IN_PROGRESS", 1, SCALE_UP));

        add(at("a", "IN_PROGRESS", 5, SCALE_UP), at("a", POST_SCALE_UP));

        assertThat(take()).containsExactly(at("a", POST_SCALE_UP));
    }

    @Test
    void aStageThatOnlyCountsOnIsNoOtherStage() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", "IN_PROGRESS", 1, SCALE_UP), at("a", "IN_PROGRESS", 5, SCALE_UP));

        assertThat(take()).containsExactly(at("a", "IN_PROGRESS", 5, SCALE_UP));
    }

    @Test
    void aStageWithoutANameIsPassedOver() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", PRE_SCALE_UP), at("a", UNKNOWN_TO_SDK_VERSION), at("a", BAKE_TIME));

        assertThat(take()).containsExactly(at("a", BAKE_TIME, PRE_SCALE_UP));
    }

    @Test
    void aCanarysStepsTakeNoMoreThanOneEach() {
        heard(seen("a", "IN_PROGRESS"), at("a", PRODUCTION_TRAFFIC_SHIFT));
        for (int step = 0; step < 100; step++) {
            add(at("a", POST_TEST_TRAFFIC_SHIFT), at("a", PRODUCTION_TRAFFIC_SHIFT));
        }

        add(at("a", BAKE_TIME));

        assertThat(take()).containsExactly(at("a", BAKE_TIME, POST_TEST_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT));
    }

    @Test
    void aStageToWhichItCameBackIsNotCalledUnobserved() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", PRODUCTION_TRAFFIC_SHIFT), at("a", UNKNOWN_TO_SDK_VERSION), at("a", PRODUCTION_TRAFFIC_SHIFT));

        assertThat(take()).containsExactly(at("a", PRODUCTION_TRAFFIC_SHIFT));
    }

    @Test
    void thereIsNoProgressAndNoWaitAfterTheEnd() {
        heard(seen("a", "IN_PROGRESS"), seen("b", "IN_PROGRESS"));

        add(at("a", BAKE_TIME), awaiting("a", "h", ONE), changed("a", "IN_PROGRESS", "SUCCESSFUL", 0));
        add(changed("b", "IN_PROGRESS", "STOP_REQUESTED", 0), at("b", BAKE_TIME), removed("b", "STOP_REQUESTED", 0));

        assertThat(take())
                .containsExactly(changed("a", "IN_PROGRESS", "SUCCESSFUL", 0), removed("b", "STOP_REQUESTED", 1));
    }

    @Test
    void aDeploymentThatEndsUnheardTakesItsRolloutAlong() {
        add(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), seen("b", "IN_PROGRESS"), at("b", BAKE_TIME));

        add(changed("a", "IN_PROGRESS", "SUCCESSFUL", 0), removed("b", "IN_PROGRESS", 0));

        Seen over = new Seen(WEB, RolloutNews.row("a", "SUCCESSFUL"), Origin.SNAPSHOT, List.of(), 1);
        assertThat(take()).containsExactly(over, new Missed(1));
    }

    @Test
    void progressDoesNotTellOfAStatusBeforeItsChangeDoes() {
        heard(seen("a", "IN_PROGRESS"));

        add(at("a", BAKE_TIME), changed("a", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS", 0));
        add(at("a", "ROLLBACK_IN_PROGRESS", 0, PRODUCTION_TRAFFIC_SHIFT));

        assertThat(take())
                .containsExactly(
                        changed("a", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS", 0),
                        at("a", "ROLLBACK_IN_PROGRESS", 0, PRODUCTION_TRAFFIC_SHIFT, BAKE_TIME));
    }

    @Test
    void noOlderStatusFollowsAChangeThatWasMergedAhead() {
        heard(seen("a", "PENDING"));

        add(changed("a", "PENDING", "IN_PROGRESS", 0), at("a", BAKE_TIME), awaiting("a", "h", ONE));
        add(changed("a", "IN_PROGRESS", "ROLLBACK_REQUESTED", 0));

        assertThat(take())
                .containsExactly(
                        changed("a", "PENDING", "ROLLBACK_REQUESTED", 1),
                        at("a", "ROLLBACK_REQUESTED", 0, BAKE_TIME),
                        awaiting("a", "ROLLBACK_REQUESTED", "h", ONE));
    }

    @Test
    void aDeploymentThatComesBackAfterItsRemovalBeginsAnew() {
        heard(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME));

        add(removed("a", "IN_PROGRESS", 0), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), at("a", POST_SCALE_UP));

        assertThat(take())
                .containsExactly(
                        removed("a", "IN_PROGRESS", 0), seen("a", "IN_PROGRESS"), at("a", POST_SCALE_UP, BAKE_TIME));
    }

    @Test
    void aWaitThatCameAndWentUnheardVanishes() {
        AwaitingAction wait = awaiting("a", "h", ONE);
        heard(seen("a", "IN_PROGRESS"));

        add(wait, ended(wait));

        assertThat(take()).isEmpty();
    }

    @Test
    void ofTwoWaitsOneAfterTheOtherEachIsToldAsFarAsItWasHeardOf() {
        AwaitingAction first = awaiting("a", "h", ONE);
        AwaitingAction second = awaiting("a", "h", TWO);

        add(first, ended(first), second);
        assertThat(take()).as("the first came and went").containsExactly(second);
        add(ended(second), first);
        assertThat(take()).as("both").containsExactly(ended(second), first);
        add(ended(first), second, ended(second));
        assertThat(take()).as("the second came and went").containsExactly(ended(first));
    }

    @Test
    void ofTwoWaitsAtOnceEachEndsByItself() {
        AwaitingAction first = awaiting("a", "first", ONE);
        AwaitingAction second = awaiting("a", "second", ONE);

        add(first, second, ended(first));
        assertThat(take()).containsExactly(second);
        add(first);
        assertThat(take()).containsExactly(first);
        add(ended(second), ended(first));
        assertThat(take()).containsExactly(ended(second), ended(first));
    }

    @Test
    void theEndOfAWaitComesBeforeTheEndOfItsDeploymentAndTheBookmarkBehindBoth() {
        AwaitingAction wait = awaiting("a", "h", ONE);
        heard(seen("a", "IN_PROGRESS"), wait);

        add(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0), pass(1), ended(wait), seen("b", "PENDING"));
        add(changed("a", "STOP_REQUESTED", "STOPPED", 0));

        assertThat(take())
                .containsExactly(ended(wait), seen("b", "PENDING"), changed("a", "IN_PROGRESS", "STOPPED", 1), pass(1));
    }

    @Test
    void theEndOfADeploymentKeepsItsPlaceIfNoEndOfAWaitIsToldBefore() {
        AwaitingAction unheard = awaiting("a", "h", ONE);
        heard(seen("a", "IN_PROGRESS"));

        add(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0), at("a", BAKE_TIME), unheard, ended(unheard));
        add(seen("b", "PENDING"), changed("a", "STOP_REQUESTED", "STOPPED", 0));

        assertThat(take()).containsExactly(changed("a", "IN_PROGRESS", "STOPPED", 1), seen("b", "PENDING"));
    }

    @Test
    void theEndOfAWaitComesBeforeTheRemoval() {
        AwaitingAction wait = awaiting("a", "h", ONE);
        heard(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), wait);

        add(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0), ended(wait), removed("a", "STOP_REQUESTED", 0));
        add(new ServiceLeft(WEB));

        assertThat(take()).containsExactly(ended(wait), removed("a", "STOP_REQUESTED", 1), new ServiceLeft(WEB));
    }

    @Test
    void aServiceThatLeavesTakesItsRolloutsAlong() {
        AwaitingAction wait = awaiting("a", "heard", ONE);
        heard(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), wait);

        add(at("a", BAKE_TIME), awaiting("a", "unheard", ONE), ended(wait), new ServiceLeft(WEB));

        assertThat(take()).containsExactly(ended(wait), new ServiceLeft(WEB));
    }

    @Test
    void whatWasToldOfAServiceThatHasLeftCountsNoMore() {
        heard(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME));
        heard(new ServiceLeft(WEB));

        add(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), at("a", POST_SCALE_UP));

        assertThat(take())
                .containsExactly(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", POST_SCALE_UP, BAKE_TIME));
    }

    @Test
    void aServiceThatJoinsAndLeavesUnheardVanishesWithItsRollouts() {
        add(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), awaiting("a", "h", ONE));

        add(new ServiceLeft(WEB));

        assertThat(take()).containsExactly(new Missed(1));
    }

    @Test
    void nothingOfARolloutIsMergedFromOneLifeOfAServiceIntoAnother() {
        AwaitingAction wait = awaiting("a", "h", ONE);
        heard(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), wait);
        add(ended(wait), removed("a", "IN_PROGRESS", 0), new ServiceLeft(WEB));

        add(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), wait);
        add(ended(wait), at("a", POST_SCALE_UP));

        assertThat(take())
                .containsExactly(
                        ended(wait),
                        removed("a", "IN_PROGRESS", 0),
                        new ServiceLeft(WEB),
                        new ServiceJoined(WEB),
                        seen("a", "IN_PROGRESS"),
                        at("a", POST_SCALE_UP, BAKE_TIME));
    }
}
