package dev.deployflux.validator;

import static dev.deployflux.validator.TestTruth.API;
import static dev.deployflux.validator.TestTruth.WEB;
import static dev.deployflux.validator.TestTruth.at;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOP_REQUESTED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.validator.TestRetelling.Tale;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.NotObserved;
import dev.deployflux.watch.Origin;
import java.time.Duration;
import java.util.List;

/** A way to tell the truth of {@link HistoryValidatorTest} badly that breaks one promise. */
@SuppressWarnings("ImmutableEnumChecker") // the functions keep no state
enum TestLie {
    END_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("good"))),
    DEPLOYMENT_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("fast"))),
    RUNNING_DEPLOYMENT_DROPPED(Promise.COMPLETE, tale -> tale.drop(tale.last("long"))),
    STATUS_REPEATED(Promise.NO_REPEAT, tale -> tale.change("good", tale.row("good", 2), List.of())),
    SEEN_TWICE(Promise.NO_REPEAT, tale -> tale.see(WEB, tale.row("good", 2), Origin.LIVE)),
    FROM_AN_OLDER_ONE(Promise.NO_REPEAT, tale -> tale.replaceChange("rolled", 3, tale.row("rolled", 1), null, null)),
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
                    "long", tale.row("long", 0).toBuilder().createdAt(at(399)).build(), List.of())),
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
    SNAPSHOT_AS_LIVE(Promise.BOOKMARKED, tale -> tale.replaceSeen("good", tale.row("good", 0), List.of(), Origin.LIVE)),
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
    MORE_IN_FLIGHT_THAN_EXIST(Promise.BOOKMARKED, tale -> tale.replaceBookmark(at(500), Duration.ZERO, 1, 7)),
    SEEN_TOO_LATE(Promise.TOLD_IN_TIME, tale -> tale.move(tale.last("long"), tale.bookmark(at(440)))),
    OVER_TOO_LATE(Promise.TOLD_IN_TIME, tale -> tale.move(tale.last("good"), tale.bookmark(at(120)))),
    OF_ANOTHER_SERVICE(
            Promise.NOTHING_INVENTED,
            tale -> tale.spoil(
                    "long", row -> row.serviceArn("arn:aws:ecs:eu-central-1:123456789012:service/prod/api"))),
    OF_ANOTHER_CLUSTER(
            Promise.NOTHING_INVENTED,
            tale -> tale.spoil("long", row -> row.clusterArn("arn:aws:ecs:eu-central-1:123456789012:cluster/staging"))),
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

    final Promise promise;
    private final TestRetelling retelling;

    TestLie(Promise promise, TestRetelling retelling) {
        this.promise = promise;
        this.retelling = retelling;
    }

    Tale of(Tale truth) {
        return retelling.retell(truth);
    }
}
