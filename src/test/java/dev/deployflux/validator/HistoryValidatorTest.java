package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.arn;
import static dev.deployflux.validator.TestTruth.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.ServiceRef;
import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to break a promise is named, and nothing else. */
class HistoryValidatorTest {

    private static final ServiceRef API = new ServiceRef("prod", "api");

    private static final TrueHistory TRUTH = TrueHistory.of(List.of(
            TestTruth.life("good", 0, 20, IN_PROGRESS, SUCCESSFUL),
            TestTruth.life("rolled", 100, 20, IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL),
            TestTruth.life("fast", 303, 3, IN_PROGRESS, SUCCESSFUL),
            TestTruth.life("long", 400, 1_000, IN_PROGRESS),
            new TrueDeployment(API, "of-another", at(0), at(0), List.of(), null)));

    /** So is it told well: a pass every ten seconds for ten minutes, of which two fail. */
    private static Tale tale() {
        TestWatcher watcher = new TestWatcher(WEB, TRUTH, at(0));
        for (int second = 0; second < 600; second += 10) {
            if (second == 200 || second == 210) {
                watcher.fail();
            } else {
                watcher.pass(at(second));
            }
        }
        return new Tale(watcher.events());
    }

    private static HistoryValidator validator() {
        return HistoryValidator.of(TRUTH, at(0), at(600))
                .since(at(0))
                .overlap(Duration.ofSeconds(30))
                .slack(Duration.ofSeconds(60))
                .silence(Duration.ofSeconds(30));
    }

    private static Set<Promise> broken(Tale tale) {
        return broken(validator(), tale);
    }

    private static Set<Promise> broken(HistoryValidator validator, Tale tale) {
        return validator.check(tale.events()).stream().map(Violation::promise).collect(Collectors.toSet());
    }

    /** A way to tell it badly that breaks one promise. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
    enum Lie {
        END_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("good"))),
        DEPLOYMENT_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("fast"))),
        RUNNING_DEPLOYMENT_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("long"))),
        STATUS_REPEATED(Promise.NO_REPEAT, tale -> tale.change("good", tale.row("good", 2), List.of())),
        SEEN_TWICE(Promise.NO_REPEAT, tale -> tale.see(WEB, tale.row("good", 2), Origin.LIVE)),
        FROM_AN_OLDER_ONE(
                Promise.NO_REPEAT, tale -> tale.replaceChange("rolled", 3, tale.row("rolled", 1), null, null)),
        CHANGED_UNSEEN(Promise.NO_REPEAT, tale -> tale.drop(tale.news("rolled", 0))),
        STATUS_DROPPED_BETWEEN(Promise.NO_REPEAT, tale -> tale.drop(tale.news("rolled", 2))),
        OLDER_STATUS(Promise.ORDERED, tale -> tale.change("good", tale.row("good", 1), List.of())),
        OLDEST_STATUS(Promise.ORDERED, tale -> tale.change("rolled", tale.row("rolled", 0), List.of())),
        NO_SUCH_DEPLOYMENT(
                Promise.NOTHING_INVENTED, tale -> tale.see(WEB, tale.row("good", 0, "none", PENDING), Origin.LIVE)),
        DEPLOYMENT_OF_ANOTHER(
                Promise.NOTHING_INVENTED,
                tale -> tale.see(
                        WEB,
                        tale.row("good", 0).toBuilder()
                                .serviceDeploymentArn("of-another")
                                .build(),
                        Origin.LIVE)),
        SEEN_TOO_EARLY(Promise.NOTHING_INVENTED, tale -> tale.move(tale.last("long"), tale.bookmark(at(380)))),
        OVER_TOO_EARLY(Promise.NOTHING_INVENTED, tale -> tale.move(tale.last("rolled"), tale.bookmark(at(140)))),
        STATUS_IT_NEVER_HAD(
                Promise.NOTHING_INVENTED,
                tale -> tale.change("long", tale.row("long", 0, "long", STOP_REQUESTED), List.of())),
        ANOTHER_CREATION(
                Promise.NOTHING_INVENTED,
                tale -> tale.replaceSeen(
                        "long",
                        tale.row("long", 0).toBuilder().createdAt(at(399)).build(),
                        List.of())),
        NOT_MARKED(Promise.SKIPPED_MARKED, tale -> tale.replaceSeen("fast", tale.row("fast", 0), List.of())),
        HALF_MARKED(
                Promise.SKIPPED_MARKED,
                tale -> tale.replaceSeen("fast", tale.row("fast", 0), List.of(new NotObserved(PENDING, at(303))))),
        MARKED_AT_ANOTHER_TIME(
                Promise.SKIPPED_MARKED,
                tale -> tale.replaceSeen(
                        "fast",
                        tale.row("fast", 0),
                        List.of(new NotObserved(PENDING, at(303)), new NotObserved(IN_PROGRESS, at(307))))),
        MARKED_IN_ANOTHER_ORDER(
                Promise.SKIPPED_MARKED,
                tale -> tale.replaceSeen(
                        "fast",
                        tale.row("fast", 0),
                        List.of(new NotObserved(IN_PROGRESS, at(306)), new NotObserved(PENDING, at(303))))),
        MARKED_THOUGH_REPORTED(
                Promise.SKIPPED_MARKED,
                tale -> tale.replaceChange("good", 2, null, null, List.of(new NotObserved(IN_PROGRESS, at(20))))),
        MARKED_THOUGH_IT_NEVER_WAS(
                Promise.SKIPPED_MARKED,
                tale -> tale.replaceChange("good", 2, null, null, List.of(new NotObserved(STOP_REQUESTED, null)))),
        BOOKMARK_DROPPED(Promise.BOOKMARKED, tale -> tale.drop(tale.bookmark(at(500)))),
        FIRST_BOOKMARK_DROPPED(Promise.BOOKMARKED, tale -> tale.drop(tale.bookmark(at(0)))),
        BOOKMARK_REPEATED(Promise.BOOKMARKED, tale -> tale.add(tale.bookmark(at(590)))),
        BACK_IN_TIME(Promise.BOOKMARKED, tale -> tale.replaceBookmark(at(500), at(485))),
        LIVE_AS_SNAPSHOT(
                Promise.BOOKMARKED, tale -> tale.replaceSeen("long", tale.row("long", 0), List.of(), Origin.SNAPSHOT)),
        SNAPSHOT_AS_LIVE(
                Promise.BOOKMARKED, tale -> tale.replaceSeen("good", tale.row("good", 0), List.of(), Origin.LIVE)),
        JOINED_TWICE(Promise.BOOKMARKED, tale -> tale.add(new DeploymentEvent.ServiceJoined(WEB))),
        NEVER_JOINED(
                Promise.BOOKMARKED,
                tale -> tale.add(new DeploymentEvent.PassCompleted(API, 1, at(590), Duration.ZERO, 1, 0))),
        AFTER_LEAVING(Promise.BOOKMARKED, tale -> tale.add(new DeploymentEvent.ServiceLeft(WEB))
                .add(tale.last("long"))),
        REMOVED_ALIVE(Promise.REMOVED_ONLY_IF_GONE, tale -> tale.remove("long", 0)),
        REMOVED_AFTER_ITS_END(Promise.REMOVED_ONLY_IF_GONE, tale -> tale.remove("good", 2)),
        ROLLBACK_AS_SUCCESS(
                Promise.ROLLBACK_IS_NO_SUCCESS,
                tale -> tale.replaceChange("rolled", 3, null, tale.row("rolled", 3, "rolled", SUCCESSFUL), null)),
        RECOVERY_DROPPED(Promise.FAILURES_REPORTED, tale -> tale.drop(tale.recovery())),
        FAILURE_DROPPED(Promise.FAILURES_REPORTED, tale -> tale.drop(tale.failure(1))),
        LAST_FAILURE_DROPPED(Promise.FAILURES_REPORTED, tale -> tale.drop(tale.failure(2))),
        FAILURES_DROPPED(
                Promise.FAILURES_REPORTED, tale -> tale.drop(tale.failure(1)).drop(tale.failure(2))),
        RECOVERED_FROM_NOTHING(
                Promise.FAILURES_REPORTED, tale -> tale.add(new DeploymentEvent.ServiceRecovered(WEB, 1, at(590)))),
        OTHER_LAST_GOOD_PASS(
                Promise.FAILURES_REPORTED,
                tale -> tale.replace(tale.recovery(), new DeploymentEvent.ServiceRecovered(WEB, 2, at(180)))),
        LOOKUP_FAILURE_DROPPED(
                Promise.FAILURES_REPORTED,
                tale -> tale.add(new DeploymentEvent.LookupFailing(new IllegalStateException(), 2, Duration.ZERO))),
        SILENT_BETWEEN(Promise.NEVER_SILENT, tale -> tale.silence(500, 540)),
        SILENT_AT_THE_END(Promise.NEVER_SILENT, tale -> tale.silence(550, 600)),
        NO_TIME_TAKEN(Promise.BOOKMARKED, tale -> tale.replaceBookmark(at(500), Duration.ofMillis(-1), 1, 0)),
        NO_CALL_MADE(Promise.BOOKMARKED, tale -> tale.replaceBookmark(at(500), Duration.ZERO, 0, 0)),
        MORE_IN_FLIGHT_THAN_EXIST(Promise.BOOKMARKED, tale -> tale.replaceBookmark(at(500), Duration.ZERO, 1, 5)),
        SEEN_TOO_LATE(Promise.TOLD_IN_TIME, tale -> tale.move(tale.last("long"), tale.bookmark(at(440)))),
        OVER_TOO_LATE(Promise.TOLD_IN_TIME, tale -> tale.move(tale.last("good"), tale.bookmark(at(120)))),
        OF_ANOTHER_SERVICE(
                Promise.NOTHING_INVENTED,
                tale -> tale.spoil(
                        "long", row -> row.serviceArn("arn:aws:ecs:eu-central-1:123456789012:service/prod/api"))),
        OF_ANOTHER_CLUSTER(
                Promise.NOTHING_INVENTED,
                tale -> tale.spoil(
                        "long", row -> row.clusterArn("arn:aws:ecs:eu-central-1:123456789012:cluster/staging"))),
        REVISION_OF_ANOTHER(
                Promise.NOTHING_INVENTED,
                tale -> tale.spoil(
                        "long",
                        row -> row.targetServiceRevisionArn(
                                "arn:aws:ecs:eu-central-1:123456789012:service-revision/prod/api/1"))),
        ANOTHER_START(Promise.NOTHING_INVENTED, tale -> tale.spoil("good", row -> row.startedAt(at(21)))),
        ANOTHER_END(Promise.NOTHING_INVENTED, tale -> tale.spoil("good", row -> row.finishedAt(at(41)))),
        CHANGED_TO_NO_STATUS(
                Promise.NOTHING_INVENTED,
                tale -> tale.change(
                        "long",
                        tale.row("long", 0).toBuilder().status((String) null).build(),
                        List.of())),
        MERGED_IN_A_WATCH(Promise.MERGED_COUNTED, tale -> tale.merge("good", 1)),
        MISSED_IN_A_WATCH(Promise.MERGED_COUNTED, tale -> tale.add(new DeploymentEvent.Missed(1)));

        private final Promise promise;
        private final TestRetelling lie;

        Lie(Promise promise, TestRetelling lie) {
            this.promise = promise;
            this.lie = lie;
        }
    }

    @Test
    void theTruthBreaksNoPromise() {
        validator().watching(List.of(WEB)).assertKept(tale().events());
    }

    @ParameterizedTest
    @EnumSource
    void eachLieIsNamed(Lie lie) {
        assertThat(broken(lie.lie.retell(tale()))).containsExactly(lie.promise);
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
