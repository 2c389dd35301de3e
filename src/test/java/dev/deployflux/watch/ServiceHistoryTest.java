package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What a pass asks for, and what the watch makes of its answer. */
class ServiceHistoryTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private final ServiceHistory history = new ServiceHistory(WEB, minute(-60), OVERLAP);

    private static Instant minute(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private static ServiceDeploymentBrief row(String id, int createdAtMinute, String status) {
        return row(id, createdAtMinute, status, null);
    }

    private static ServiceDeploymentBrief row(
            String id, int createdAtMinute, String status, @Nullable Instant startedAt) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(id)
                .createdAt(minute(createdAtMinute))
                .startedAt(startedAt)
                .status(status)
                .build();
    }

    private List<DeploymentEvent> listed(int minute, ServiceDeploymentBrief... rows) {
        return listed(history, minute, List.of(rows));
    }

    /** What a pass brings that took no time. */
    private static List<DeploymentEvent> listed(ServiceHistory history, int minute, List<ServiceDeploymentBrief> rows) {
        return history.listed(rows, minute(minute), Duration.ofMinutes(minute).toNanos(), Duration.ZERO);
    }

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
    void theNextPassAsksForWhatTheOverlapBehindTheNewestLeavesOpen() {
        assertThat(history.window().after()).isEqualTo(minute(-60).minusMillis(1));

        listed(0, row("a", -30, "SUCCESSFUL"), row("b", -20, "SUCCESSFUL"));

        assertThat(history.window().after()).isEqualTo(minute(-25).minusMillis(1));
        assertThat(history.window().straggler()).isNull();
    }

    @Test
    void theNextPassAsksForTheOldestDeploymentInFlight() {
        listed(0, row("a", -50, "IN_PROGRESS"), row("b", -20, "SUCCESSFUL"));
        assertThat(history.window().after()).isEqualTo(minute(-50).minusMillis(1));

        listed(1, row("a", -50, "SUCCESSFUL"), row("b", -20, "SUCCESSFUL"));
        assertThat(history.window().after()).isEqualTo(minute(-25).minusMillis(1));
    }

    @Test
    void aTimeInTheFutureDoesNotMoveTheWindowOverWhatIsYetToCome() {
        listed(0, row("a", 600, "SUCCESSFUL"));

        assertThat(history.window().after()).isEqualTo(minute(-5).minusMillis(1));
        assertThat(listed(2, row("b", 1, "PENDING"), row("a", 600, "SUCCESSFUL")))
                .hasSize(1);
    }

    /** It may be on the second page, and the first may be of before its creation. */
    @Test
    void aDeploymentCreatedDuringAPassMovesTheWindowAsFarAsThePassAllows() {
        history.listed(List.of(row("a", 1, "SUCCESSFUL")), minute(60), 0, Duration.ofMinutes(2));

        assertThat(history.window().after()).isEqualTo(minute(-6).minusMillis(1));
    }

    @Test
    void oneStragglerIsAskedForAsideIfAllBehindItWouldTakeSeveralPages() {
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        rows.add(row("stuck", -59, "IN_PROGRESS"));
        rows.add(row("stuck too", -58, "IN_PROGRESS"));
        IntStream.range(0, 100).forEach(i -> rows.add(row("r" + i, -20, "SUCCESSFUL")));

        listed(history, 0, rows);
        ServiceHistory.Window first = history.window();
        listed(1, row("stuck", -59, "IN_PROGRESS"), row("next", 0, "PENDING"));
        ServiceHistory.Window second = history.window();

        assertThat(first.after()).isEqualTo(minute(-25).minusMillis(1));
        assertThat(first.straggler())
                .isEqualTo(new ServiceHistory.Span(
                        minute(-59).minusMillis(1), minute(-59).plusMillis(1)));
        assertThat(second.straggler())
                .as("they take turns")
                .isEqualTo(new ServiceHistory.Span(
                        minute(-58).minusMillis(1), minute(-58).plusMillis(1)));

        assertThat(listed(2, row("stuck too", -58, "SUCCESSFUL"), row("neighbour", -58, "SUCCESSFUL")))
                .as("a neighbour of the straggler had been forgotten")
                .singleElement()
                .isInstanceOf(Changed.class);
        listed(3, row("stuck", -59, "STOPPED"), row("next", 0, "PENDING"));
        assertThat(history.window().straggler()).isNull();
    }

    /** Otherwise the last of many would wait for the first ones again whenever one of them ends. */
    @Test
    void theirTurnGoesOnBehindOneThatEndsOrGoes() {
        List<ServiceDeploymentBrief> rows = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> rows.add(row("stuck" + i, -50 + i, "IN_PROGRESS")));
        IntStream.range(0, 100).forEach(i -> rows.add(row("r" + i, -20, "SUCCESSFUL")));
        listed(history, 0, rows);

        assertThat(askedForAside()).isEqualTo(minute(-50));
        listed(1, row("stuck0", -50, "IN_PROGRESS"));
        assertThat(askedForAside()).isEqualTo(minute(-49));
        listed(2, row("stuck1", -49, "STOPPED"));
        assertThat(askedForAside()).isEqualTo(minute(-48));
        listed(3); // stuck2 may have gone: it stays until it has been missing for the overlap
        assertThat(askedForAside()).isEqualTo(minute(-47));
        listed(4, row("stuck3", -47, "IN_PROGRESS"));
        assertThat(askedForAside()).isEqualTo(minute(-46));
        listed(5, row("stuck4", -46, "STOPPED"));
        assertThat(askedForAside()).isEqualTo(minute(-50));
        listed(6, row("stuck0", -50, "SUCCESSFUL"));
        assertThat(askedForAside()).isEqualTo(minute(-48));
        assertThat(listed(8)).singleElement().isInstanceOf(Removed.class);
        assertThat(askedForAside()).as("behind the one that is gone").isEqualTo(minute(-47));
    }

    private @Nullable Instant askedForAside() {
        ServiceHistory.Span span = history.window().straggler();
        return span == null ? null : span.after().plusMillis(1);
    }

    @Test
    void aDeploymentInFlightIsRemovedWhenItHasBeenMissingForTheOverlap() {
        ServiceDeploymentBrief row = row("a", -1, "IN_PROGRESS");
        listed(0, row);

        assertThat(listed(1)).isEmpty();
        assertThat(listed(5)).isEmpty();
        assertThat(listed(6)).containsExactly(new Removed(WEB, row, 0));
        assertThat(listed(7)).isEmpty();
        assertThat(history.inFlight()).isZero();
    }

    @Test
    void oneThatIsListedAgainIsNotRemoved() {
        ServiceDeploymentBrief row = row("a", -1, "IN_PROGRESS");
        listed(0, row);
        listed(1);
        listed(5, row);

        assertThat(listed(6)).isEmpty();
        assertThat(listed(10)).isEmpty();
        assertThat(history.inFlight()).isOne();
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
