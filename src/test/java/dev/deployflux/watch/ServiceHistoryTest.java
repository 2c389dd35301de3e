package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;

import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What the watch makes of the answer of a pass. */
class ServiceHistoryTest extends HistoryScene {

    /** What is reported of one deployment. */
    private List<String> statuses(String... listed) {
        List<DeploymentEvent> events = new ArrayList<>();
        for (String status : listed) {
            events.addAll(listed(0, row("a", -1, status)));
        }
        return events.stream()
                .map(event ->
                        ((DeploymentEvent.OfDeployment) event).deployment().statusAsString())
                .toList();
    }

    @Test
    void theFirstPassIsTheSnapshotAndAllElseIsLive() {
        List<DeploymentEvent> first = listed(0, row("b", -5, "SUCCESSFUL"), row("a", -10, "SUCCESSFUL"));
        List<DeploymentEvent> second = listed(1, row("c", 0, "PENDING"), row("b", -5, "SUCCESSFUL"));

        assertThat(first)
                .extracting(event -> ((Seen) event).deployment().serviceDeploymentArn())
                .containsExactly("a", "b");
        assertThat(first).extracting(event -> ((Seen) event).origin()).containsOnly(Origin.SNAPSHOT);
        assertThat(second).singleElement().matches(event -> ((Seen) event).origin() == Origin.LIVE);
    }

    @Test
    void aChangeTellsFromWhereAndARowWithoutNewsTellsNothing() {
        ServiceDeploymentBrief pending = row("a", -1, "PENDING");
        ServiceDeploymentBrief started = row("a", -1, "IN_PROGRESS", minute(0));
        listed(0, pending);

        assertThat(listed(1, pending)).isEmpty();
        assertThat(listed(2, started)).containsExactly(new Changed(WEB, pending, started, List.of(), 0));
        assertThat(listed(3, started)).isEmpty();
    }

    @Test
    void whatIsOlderThanWhatWasReportedIsNotReported() {
        assertThat(statuses("PENDING", "IN_PROGRESS", "PENDING", "IN_PROGRESS", "SUCCESSFUL", "IN_PROGRESS"))
                .containsExactly("PENDING", "IN_PROGRESS", "SUCCESSFUL");
    }

    @Test
    void anEndIsFinal() {
        assertThat(statuses("ROLLBACK_SUCCESSFUL", "SUCCESSFUL", "ROLLBACK_IN_PROGRESS"))
                .containsExactly("ROLLBACK_SUCCESSFUL");
    }

    @Test
    void aStateThatWasSkippedIsNotReportedByAnOlderAnswer() {
        assertThat(statuses("PENDING", "ROLLBACK_IN_PROGRESS", "ROLLBACK_REQUESTED", "IN_PROGRESS"))
                .containsExactly("PENDING", "ROLLBACK_IN_PROGRESS");
    }

    @Test
    void ofStoppingAndRollingBackOnlyWhatCameFirstIsReported() {
        assertThat(statuses("STOP_REQUESTED", "ROLLBACK_IN_PROGRESS", "STOPPED"))
                .containsExactly("STOP_REQUESTED", "STOPPED");
        assertThat(listed(
                        new ServiceHistory(WEB, minute(-60), OVERLAP),
                        0,
                        List.of(
                                row("a", -1, "ROLLBACK_REQUESTED"),
                                row("a", -1, "STOP_REQUESTED"),
                                row("a", -1, "ROLLBACK_FAILED"))))
                .hasSize(2);
    }

    @Test
    void anUnknownStatusIsReportedOnceAndHidesNothing() {
        assertThat(statuses("PENDING", "BAKING", "IN_PROGRESS", "BAKING", "PENDING", "SUCCESSFUL", "COOLING"))
                .containsExactly("PENDING", "BAKING", "IN_PROGRESS", "SUCCESSFUL");
    }

    @Test
    void aFirstUnknownStatusIsNotFollowedByTheOneThatDeploymentsBeginWith() {
        assertThat(statuses("BAKING", "PENDING", "IN_PROGRESS")).containsExactly("BAKING", "IN_PROGRESS");
    }

    @Test
    void aFirstUnknownStatusTellsThatNobodySawTheOneThatDeploymentsBeginWith() {
        Seen baking = (Seen) listed(0, row("a", -3, "BAKING")).get(0);
        Changed started =
                (Changed) listed(1, row("a", -3, "IN_PROGRESS", minute(-2))).get(0);

        assertThat(baking.notObserved()).containsExactly(new NotObserved(PENDING, minute(-3)));
        assertThat(started.notObserved()).isEmpty();
    }

    @Test
    void aLaterUnknownStatusTellsNothingOfOthers() {
        listed(0, row("a", -3, "PENDING"));

        assertThat(((Changed) listed(1, row("a", -3, "BAKING", minute(-2))).get(0)).notObserved())
                .isEmpty();
    }

    @Test
    void statesThatNobodySawAreToldWithTheirTimes() {
        listed(0, row("a", -3, "PENDING"));

        List<DeploymentEvent> events =
                listed(1, row("a", -3, "ROLLBACK_SUCCESSFUL", minute(-2)), row("b", -1, "IN_PROGRESS", minute(0)));

        assertThat(((Changed) events.get(0)).notObserved())
                .containsExactly(new NotObserved(IN_PROGRESS, minute(-2)), new NotObserved(ROLLBACK_IN_PROGRESS, null));
        assertThat(((Seen) events.get(1)).notObserved()).containsExactly(new NotObserved(PENDING, minute(-1)));
    }

    @Test
    void whatIsNotCertainIsNotTold() {
        listed(0, row("a", -3, "PENDING"));

        Changed stopped = (Changed) listed(1, row("a", -3, "STOPPED")).get(0);

        assertThat(stopped.notObserved()).isEmpty();
    }

    @Test
    void aDeploymentInFlightIsRemovedWhenItHasBeenMissingForTheOverlap() {
        ServiceDeploymentBrief row = row("a", -1, "IN_PROGRESS");
        listed(0, row);

        assertThat(listed(1)).isEmpty();
        assertThat(listed(5)).isEmpty();
        assertThat(listed(6)).containsExactly(new Removed(WEB, row, 0));
        assertThat(listed(7)).isEmpty();
        assertThat(history.inFlightArns()).isEmpty();
    }

    @Test
    void oneThatIsListedAgainIsNotRemoved() {
        ServiceDeploymentBrief row = row("a", -1, "IN_PROGRESS");
        listed(0, row);
        listed(1);
        listed(5, row);

        assertThat(listed(6)).isEmpty();
        assertThat(listed(10)).isEmpty();
        assertThat(history.inFlightArns().size()).isOne();
    }

    @Test
    void deploymentsThatAreOverAreForgottenOnceTheyAreNotAskedForAndDoNotComeBack() {
        for (int i = 0; i < 10_000; i++) {
            listed(
                    history,
                    i,
                    IntStream.rangeClosed(Math.max(0, i - 6), i)
                            .mapToObj(minute -> row("d" + minute, minute, "SUCCESSFUL"))
                            .toList());
        }

        assertThat(history.remembered()).isBetween(1, 7);
        assertThat(listed(10_000, row("d9000", 9_000, "SUCCESSFUL"))).isEmpty();
    }

    @Test
    void aServiceThatLeavesTellsWhatWasInFlight() {
        ServiceDeploymentBrief row = row("a", -1, "IN_PROGRESS");
        listed(0, row, row("b", -2, "SUCCESSFUL"));

        assertThat(history.left()).containsExactly(new Removed(WEB, row, 0), new ServiceLeft(WEB));
    }

    @Test
    void rowsWithoutArnOrTimeOrStatusDoNoHarm() {
        ServiceDeploymentBrief nothing = ServiceDeploymentBrief.builder().build();
        ServiceDeploymentBrief nameOnly =
                ServiceDeploymentBrief.builder().serviceDeploymentArn("a").build();

        assertThat(listed(0, nothing, nameOnly)).hasSize(1);
        assertThat(listed(1, nothing, nameOnly)).isEmpty();
        assertThat(listed(2, row("a", -1, "PENDING"))).singleElement().isInstanceOf(Changed.class);
    }
}
