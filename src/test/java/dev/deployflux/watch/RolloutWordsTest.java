package dev.deployflux.watch;

import static dev.deployflux.watch.RolloutNews.ONE;
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
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.SCALE_UP;

import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody who comes late is told of rollouts. */
class RolloutWordsTest {

    private static final AwaitingAction WAIT = awaiting("a", "h", ONE);

    private final FeedLog log = new FeedLog(1_000, Duration.ofHours(1));

    private void tell(DeploymentEvent... events) {
        for (DeploymentEvent event : events) {
            LogWriter.tell(log, List.of(event), true);
        }
    }

    /** All at once, as for subscribers of events(). */
    private List<DeploymentEvent> allAtOnce() {
        FeedTally tally = new FeedTally();
        FeedBuffer buffer = new FeedBuffer(tally);
        buffer.begin(log);
        List<DeploymentEvent> told = new ArrayList<>();
        for (DeploymentEvent next = buffer.poll(); next != null; next = buffer.poll()) {
            told.add(next);
        }
        assertThat(tally.merged().sum()).isZero();
        return told;
    }

    /** One by one, as for readers of entries. */
    private List<FeedEntry> entriesAfter(@Nullable EventId last) {
        FeedReader reader = new FeedReader(last);
        reader.begin(log);
        List<FeedEntry> told = new ArrayList<>();
        for (FeedEntry next = reader.poll(); next != null; next = reader.poll()) {
            if (!(next.event() instanceof Reset) && !(next.event() instanceof Live)) {
                told.add(next);
            }
        }
        return told;
    }

    private static List<DeploymentEvent> events(List<FeedEntry> entries) {
        return entries.stream().map(FeedEntry::event).toList();
    }

    private List<DeploymentEvent> oneByOne() {
        return events(entriesAfter(null));
    }

    @Test
    void aDeploymentIsFollowedByItsProgressAndByWhatItWaitsFor() {
        AwaitingAction other = awaiting("a", "other", ONE);
        tell(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT, other);
        tell(seen("b", "IN_PROGRESS"), at("b", SCALE_UP));

        assertThat(allAtOnce())
                .isEqualTo(oneByOne())
                .containsExactly(
                        new ServiceJoined(WEB),
                        seen("a", "IN_PROGRESS"),
                        at("a", BAKE_TIME),
                        WAIT,
                        other,
                        seen("b", "IN_PROGRESS"),
                        at("b", SCALE_UP));
    }

    @Test
    void onlyTheLastProgressAndOpenWaitsAreTold() {
        AwaitingAction other = awaiting("a", "other", ONE);
        tell(seen("a", "IN_PROGRESS"), at("a", "IN_PROGRESS", 1, BAKE_TIME), WAIT, other);
        tell(at("a", "IN_PROGRESS", 2, BAKE_TIME), ended(WAIT));

        assertThat(oneByOne()).containsExactly(seen("a", "IN_PROGRESS"), other, at("a", "IN_PROGRESS", 2, BAKE_TIME));
        assertThat(allAtOnce()).containsExactly(seen("a", "IN_PROGRESS"), at("a", "IN_PROGRESS", 2, BAKE_TIME), other);
    }

    @Test
    void progressTellsOfTheStagesBefore() {
        tell(seen("a", "IN_PROGRESS"), at("a", SCALE_UP), at("a", BAKE_TIME, POST_SCALE_UP));

        assertThat(oneByOne()).containsExactly(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME, SCALE_UP, POST_SCALE_UP));
    }

    @Test
    void progressComesBehindItsDeploymentThoughTheStatusHasChangedSince() {
        tell(seen("a", "PENDING"), changed("a", "PENDING", "IN_PROGRESS", 0), at("a", BAKE_TIME), WAIT);
        tell(changed("a", "IN_PROGRESS", "ROLLBACK_REQUESTED", 0));
        tell(changed("a", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", 0));

        assertThat(oneByOne())
                .containsExactly(
                        seen("a", "IN_PROGRESS"),
                        at("a", BAKE_TIME),
                        WAIT,
                        changed("a", "IN_PROGRESS", "ROLLBACK_REQUESTED", 0),
                        changed("a", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", 0));
        assertThat(allAtOnce())
                .containsExactly(
                        seen("a", "ROLLBACK_IN_PROGRESS"),
                        at("a", "ROLLBACK_IN_PROGRESS", 0, BAKE_TIME),
                        awaiting("a", "ROLLBACK_IN_PROGRESS", "h", ONE));
    }

    @Test
    void whoLeavesWithinTheSnapshotGoesOnBehindItWithoutLossOrRepetition() {
        tell(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT);
        tell(changed("a", "IN_PROGRESS", "ROLLBACK_REQUESTED", 0), seen("b", "PENDING"), pass(1));
        List<FeedEntry> all = entriesAfter(null);

        for (int leaving = 0; leaving < all.size(); leaving++) {
            List<DeploymentEvent> told = new ArrayList<>(events(all.subList(0, leaving + 1)));
            told.addAll(events(entriesAfter(all.get(leaving).id())));
            assertThat(told).isEqualTo(events(all));
        }
    }

    @Test
    void newsOfRolloutsHaveNumbersAndAreResumed() {
        tell(seen("a", "IN_PROGRESS"));
        EventId last = log.tail();

        tell(at("a", BAKE_TIME), WAIT, ended(WAIT), changed("a", "IN_PROGRESS", "SUCCESSFUL", 0));

        assertThat(entriesAfter(last)).extracting(entry -> entry.id().number()).containsExactly(2L, 3L, 4L, 5L);
        assertThat(events(entriesAfter(last)))
                .containsExactly(at("a", BAKE_TIME), WAIT, ended(WAIT), changed("a", "IN_PROGRESS", "SUCCESSFUL", 0));
    }

    @Test
    void aDeploymentThatIsOverTakesItsWordsAlong() {
        tell(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT, changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0));

        tell(changed("a", "STOP_REQUESTED", "STOPPED", 0));

        assertThat(oneByOne()).isEqualTo(allAtOnce()).containsExactly(seen("a", "STOPPED"));
    }

    @Test
    void aDeploymentThatIsRemovedTakesItsWordsAlong() {
        tell(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT, changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0));

        tell(removed("a", "STOP_REQUESTED", 0));

        assertThat(oneByOne()).isEqualTo(allAtOnce()).isEmpty();
    }

    @Test
    void aServiceThatLeavesTakesTheWordsAlong() {
        tell(new ServiceJoined(WEB), seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT);
        tell(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0));

        tell(new ServiceLeft(WEB));

        assertThat(oneByOne()).isEqualTo(allAtOnce()).isEmpty();
    }

    @Test
    void ofADeploymentThatIsOverOrUnknownNothingIsKept() {
        tell(seen("a", "SUCCESSFUL"), at("a", BAKE_TIME), WAIT, at("unknown", BAKE_TIME));

        assertThat(oneByOne()).isEqualTo(allAtOnce()).containsExactly(seen("a", "SUCCESSFUL"));
    }

    @Test
    void aStatusTakesThePlaceOfThatBeforeAgainWhenNothingIsLeftBetween() {
        tell(seen("a", "PENDING"), WAIT, changed("a", "PENDING", "IN_PROGRESS", 0), ended(WAIT));

        tell(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0));

        assertThat(oneByOne()).isEqualTo(allAtOnce()).containsExactly(seen("a", "STOP_REQUESTED"));
    }

    @Test
    void rolloutsThatComeAndGoTakeNoMemory() {
        for (int i = 0; i < 500; i++) {
            AwaitingAction wait = awaiting("a" + i, "h", ONE);
            tell(seen("a" + i, "IN_PROGRESS"), at("a" + i, SCALE_UP), wait, at("a" + i, BAKE_TIME), ended(wait));
            tell(changed("a" + i, "IN_PROGRESS", "STOP_REQUESTED", 0), removed("a" + i, "STOP_REQUESTED", 0));
        }

        assertThat(log.lastWords(EventId.NONE, log.tail(), 1, new ArrayList<>()))
                .isFalse();
        assertThat(log.lastWords()).isEmpty();
    }

    @Test
    void detailsThatFailAreTroubleUntilTheyRecover() {
        DetailsFailing failing = new DetailsFailing(new IllegalStateException("denied"), 3, Duration.ofMinutes(5));
        assertThat(log.trouble().details()).isNull();

        tell(failing);
        assertThat(oneByOne()).isEqualTo(allAtOnce()).containsExactly(failing);
        assertThat(log.trouble().details()).isEqualTo(failing);

        tell(new DetailsRecovered());
        assertThat(oneByOne()).isEqualTo(allAtOnce()).isEmpty();
        assertThat(log.trouble().details()).isNull();
    }
}
