package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.API;
import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.arn;
import static dev.deployflux.validator.TestTruth.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to break a promise is named, and nothing else. */
class HistoryValidatorTest {

    private static final TrueHistory TRUTH = TrueHistory.of(List.of(
            TestTruth.life("good", 0, 20, IN_PROGRESS, SUCCESSFUL),
            TestTruth.life("rolled", 100, 20, IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL),
            TestTruth.life("fast", 303, 3, IN_PROGRESS, SUCCESSFUL),
            TestTruth.life("long", 400, 1_000, IN_PROGRESS),
            TestRollouts.staged(),
            TestRollouts.waiting(),
            new TrueDeployment(API, "of-another", at(0), at(0), List.of(), null)));

    /** So is it told well: a pass every ten seconds for ten minutes, of which two fail, and a description behind each. */
    static Tale tale() {
        TestWatcher watcher = new TestWatcher(WEB, TRUTH, at(0));
        for (int second = 0; second < 600; second += 10) {
            if (second == 200 || second == 210) {
                watcher.fail();
            } else {
                watcher.pass(at(second));
            }
            watcher.describe(at(second + 5));
        }
        return new Tale(watcher.events());
    }

    static HistoryValidator validator() {
        return HistoryValidator.of(TRUTH, at(0), at(600))
                .since(at(0))
                .overlap(Duration.ofSeconds(30))
                .slack(Duration.ofSeconds(60))
                .silence(Duration.ofSeconds(30))
                .details(Duration.ofSeconds(20));
    }

    static Set<Promise> broken(Tale tale) {
        return broken(validator(), tale);
    }

    static Set<Promise> broken(HistoryValidator validator, Tale tale) {
        return validator.check(tale.events()).stream().map(Violation::promise).collect(Collectors.toSet());
    }

    @Test
    void theTruthBreaksNoPromise() {
        validator().watching(List.of(WEB)).assertKept(tale().events());
    }

    @ParameterizedTest
    @EnumSource
    void eachLieIsNamed(TestLie lie) {
        assertThat(broken(lie.of(tale()))).containsExactly(lie.promise);
    }

    @ParameterizedTest
    @EnumSource
    void eachLieOfWhatDeploymentsAreAtIsNamed(TestRolloutLie lie) {
        assertThat(broken(lie.of(tale()))).containsExactly(lie.promise);
    }

    @ParameterizedTest
    @EnumSource
    void eachLieOfTheDetectorAndOfHintsIsNamed(TestHasteLie lie) {
        assertThat(broken(lie.of(tale()))).containsExactly(lie.promise);
    }

    @Test
    void eachPromiseHasItsLie() {
        assertThat(Stream.concat(
                        Stream.of(TestLie.values()).map(lie -> lie.promise),
                        Stream.of(TestRolloutLie.values()).map(lie -> lie.promise)))
                .contains(Promise.values());
    }

    @Test
    void twoStatusesThatChangedPlacesAreOutOfOrder() {
        Tale tale = tale();
        tale.replaceChange("rolled", 1, null, tale.row("rolled", 2), null);
        tale.replaceChange("rolled", 2, tale.row("rolled", 1), tale().row("rolled", 1), null);

        assertThat(broken(tale)).contains(Promise.ORDERED);
    }

    @Test
    void aServiceThatNeverJoinsIsMissed() {
        assertThat(broken(validator().watching(List.of(WEB, API)), tale())).containsExactly(Promise.COMPLETE);
    }

    @Test
    void aServiceThatNeverGivesASignIsSilent() {
        Tale tale = new Tale(List.of(new DeploymentEvent.ServiceJoined(WEB)));

        assertThat(broken(validator().watching(List.of(WEB)), tale)).contains(Promise.NEVER_SILENT);
    }

    @Test
    void whatFailsUntilTheEndNeedNotBeComplete() {
        TestWatcher watcher = new TestWatcher(WEB, TRUTH, at(0)).pass(at(0));
        for (int i = 0; i < 20; i++) {
            watcher.fail();
        }

        validator().assertKept(watcher.events());
    }

    @Test
    void beforeAStatusThatTheSdkDoesNotKnowPendingIsMarkedAndNothingElse() {
        NotObserved pending = new NotObserved(PENDING, at(400));

        validator().assertKept(unknownFirst(pending).events());
        assertThat(broken(unknownFirst())).containsExactly(Promise.SKIPPED_MARKED);
        assertThat(broken(unknownFirst(pending, new NotObserved(IN_PROGRESS, at(401)))))
                .containsExactly(Promise.SKIPPED_MARKED);
        assertThat(broken(unknownFirst(new NotObserved(PENDING, at(401))))).containsExactly(Promise.SKIPPED_MARKED);
    }

    private static Tale unknownFirst(NotObserved... marks) {
        Tale tale = tale();
        return tale.replaceSeen(
                "long", tale.row("long", 0).toBuilder().status("BAKING").build(), List.of(marks));
    }

    @Test
    void aServiceThatLeftNeedNotBeComplete() {
        List<DeploymentEvent> events = new TestWatcher(WEB, TRUTH, at(0))
                .pass(at(0))
                .pass(at(10))
                .leave()
                .events();

        validator().assertKept(events);
    }

    @Test
    void aFeedMayMergeWhatItCounts() {
        Tale tale = tale();
        tale.drop(tale.news("good", 1));
        tale.replaceChange("good", 1, tale.row("good", 0), null, null).merge("good", 1);

        validator().conflated().assertKept(tale.events());
        assertThat(broken(validator().conflated(), tale.merge("good", 2))).containsExactly(Promise.MERGED_COUNTED);
    }

    @Test
    void aFeedMayMissAsManyDeploymentsAsItSays() {
        Tale tale = tale();
        tale.drop(tale.last("fast")).add(new DeploymentEvent.Missed(1));

        validator().conflated().assertKept(tale.events());
        assertThat(broken(
                        validator().conflated().watching(List.of(WEB)),
                        tale.add(new DeploymentEvent.Missed(1)).add(new DeploymentEvent.Missed(1))))
                .containsExactly(Promise.MERGED_COUNTED);
        assertThat(broken(validator().conflated(), tale.drop(tale.last("long"))))
                .contains(Promise.COMPLETE);
    }

    @Test
    void aFeedMayNotMissWhatStillRuns() {
        Tale tale = tale();
        tale.drop(tale.last("long")).drop(tale.last("fast")).add(new DeploymentEvent.Missed(2));

        assertThat(validator().conflated().check(tale.events()))
                .extracting(Violation::what)
                .contains(arn("long"));
    }

    @Test
    void aWatchMayMissNothingThatItCounts() {
        Tale tale = tale();
        tale.drop(tale.last("fast")).add(new DeploymentEvent.Missed(1));

        assertThat(broken(tale)).containsExactlyInAnyOrder(Promise.COMPLETE, Promise.MERGED_COUNTED);
    }

    /** Late listings are the reason for the overlap: nobody can tell of an end before it can be seen. */
    @Test
    void whatIsListedOnlyAfterItsEndIsToldInTime() {
        TrueHistory truth = TrueHistory.of(List.of(new TrueDeployment(
                WEB,
                arn("late"),
                at(0),
                at(50),
                List.of(new TrueDeployment.Step(STOP_REQUESTED, at(1)), new TrueDeployment.Step(STOPPED, at(2))),
                null)));
        HistoryValidator validator = HistoryValidator.of(truth, at(0), at(100))
                .since(at(0))
                .overlap(Duration.ofSeconds(10))
                .slack(Duration.ofSeconds(10))
                .silence(Duration.ofSeconds(30));
        TestWatcher watcher = new TestWatcher(WEB, truth, at(0));
        for (int second = 0; second < 100; second += 10) {
            watcher.pass(at(second));
        }
        Tale tale = new Tale(watcher.events());

        assertThat(broken(validator, tale)).isEmpty();
        assertThat(broken(validator, tale.move(tale.last("late"), tale.bookmark(at(70)))))
                .containsExactly(Promise.TOLD_IN_TIME);
    }

    @Test
    void anErrorNamesEachViolation() {
        Tale tale = tale();
        tale.drop(tale.last("good")).change("rolled", tale.row("rolled", 0), List.of());

        assertThatThrownBy(() -> validator().assertKept(tale.events()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 violations")
                .hasMessageContaining("ORDERED is broken of " + arn("rolled"))
                .hasMessageContaining("COMPLETE is broken of " + arn("good"));
    }

    @Test
    void aStatusThatNobodyKnowsIsNotJudged() {
        Tale tale = tale();
        tale.change("long", tale.row("long", 0).toBuilder().status("PAUSED").build(), List.of());

        validator().assertKept(tale.events());
    }
}
