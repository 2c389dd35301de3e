package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.PENDING;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.CaughtUp;
import dev.deployflux.watch.DeploymentEvent.Changed;
import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.Missed;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Removed;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceJoined;
import dev.deployflux.watch.DeploymentEvent.ServiceLeft;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What becomes of events that wait. */
class FeedBufferTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private final FeedTally tally = new FeedTally();
    private final FeedBuffer buffer = new FeedBuffer(tally);

    private static EventKind.Subject subject(String arn) {
        return EventKind.subject(seen(arn, "STOPPED", 0));
    }

    private void add(DeploymentEvent... events) {
        buffer.told(List.of(events), List.of(), true);
    }

    private void addAndTake(DeploymentEvent... events) {
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

    private static ServiceDeploymentBrief row(String arn, String status) {
        return ServiceDeploymentBrief.builder()
                .serviceDeploymentArn(arn)
                .createdAt(NOON)
                .status(status)
                .build();
    }

    private static Seen seen(String arn, String status, int merged, NotObserved... notObserved) {
        return new Seen(WEB, row(arn, status), Origin.LIVE, List.of(notObserved), merged);
    }

    private static Changed changed(String arn, String from, String to, int merged, NotObserved... notObserved) {
        return new Changed(WEB, row(arn, from), row(arn, to), List.of(notObserved), merged);
    }

    private static Removed removed(String arn, String status, int merged) {
        return new Removed(WEB, row(arn, status), merged);
    }

    private static PassCompleted pass(long number) {
        return new PassCompleted(WEB, number, NOON, Duration.ZERO, 1, 0);
    }

    private static ServiceFailing failing(int failures) {
        return new ServiceFailing(WEB, new IllegalStateException("down"), failures, null, Duration.ZERO);
    }

    private static ServiceRecovered recovered(int failures) {
        return new ServiceRecovered(WEB, failures, null);
    }

    @Test
    void whatIsTakenInTimeComesAsItIs() {
        Changed change = changed("a", "PENDING", "IN_PROGRESS", 0);

        add(seen("a", "PENDING", 0));
        assertThat(take()).containsExactly(seen("a", "PENDING", 0));
        add(change);
        assertThat(take()).containsExactly(change);
        assertThat(tally.merged().sum()).isZero();
    }

    @Test
    void aFirstSightTakesInTheChangesBehindItAndKeepsItsPlace() {
        NotObserved pending = new NotObserved(PENDING, NOON);
        NotObserved started = new NotObserved(IN_PROGRESS, NOON);

        add(seen("a", "IN_PROGRESS", 0, pending), seen("b", "PENDING", 0));
        add(changed("a", "IN_PROGRESS", "STOP_REQUESTED", 0, started), changed("a", "STOP_REQUESTED", "STOPPED", 0));

        assertThat(take()).containsExactly(seen("a", "STOPPED", 2, pending, started), seen("b", "PENDING", 0));
        assertThat(tally.merged().sum()).isEqualTo(2);
    }

    @Test
    void changesBecomeOneFromTheFirstToTheLast() {
        addAndTake(seen("a", "PENDING", 0));

        add(changed("a", "PENDING", "IN_PROGRESS", 0), seen("b", "PENDING", 0));
        add(changed("a", "IN_PROGRESS", "SUCCESSFUL", 0));

        assertThat(take()).containsExactly(changed("a", "PENDING", "SUCCESSFUL", 1), seen("b", "PENDING", 0));
    }

    @Test
    void aRemovalTakesInTheChangeBeforeIt() {
        addAndTake(seen("a", "PENDING", 0));

        add(changed("a", "PENDING", "IN_PROGRESS", 0), removed("a", "IN_PROGRESS", 0));

        assertThat(take()).containsExactly(removed("a", "IN_PROGRESS", 1));
    }

    @Test
    void aDeploymentThatIsRemovedUnheardIsCounted() {
        add(seen("a", "PENDING", 0), seen("b", "PENDING", 0), pass(1));
        add(removed("a", "PENDING", 0), removed("b", "PENDING", 0));

        assertThat(take()).containsExactly(pass(1), new Missed(2));
        assertThat(tally.missed().sum()).isEqualTo(2);
    }

    @Test
    void aDeploymentThatComesBackAfterItsRemovalBeginsAnew() {
        addAndTake(seen("a", "PENDING", 0));

        add(removed("a", "PENDING", 0), seen("a", "PENDING", 0), changed("a", "PENDING", "STOPPED", 0));

        assertThat(take()).containsExactly(removed("a", "PENDING", 0), seen("a", "STOPPED", 1));
    }

    @Test
    void aDeploymentThatTheFeedForgetsIsCounted() {
        add(seen("a", "STOPPED", 0), seen("b", "STOPPED", 0));

        buffer.told(List.of(pass(1)), List.of(subject("a"), subject("unheard of")), true);

        assertThat(take()).containsExactly(seen("b", "STOPPED", 0), pass(1), new Missed(1));
    }

    @Test
    void whoHasHeardOfADeploymentHearsOfItsEndThoughTheFeedForgetsIt() {
        addAndTake(seen("a", "PENDING", 0));

        add(changed("a", "PENDING", "STOPPED", 0));
        buffer.told(List.of(pass(1)), List.of(subject("a")), true);

        assertThat(take()).containsExactly(changed("a", "PENDING", "STOPPED", 0), pass(1));
    }

    @Test
    void aBookmarkIsBehindAllThatItStandsFor() {
        add(seen("a", "PENDING", 0), pass(1), seen("b", "PENDING", 0), pass(2));

        assertThat(take()).containsExactly(seen("a", "PENDING", 0), seen("b", "PENDING", 0), pass(2));
    }

    @Test
    void troubleThatCameAndWentUnheardVanishes() {
        LookupFailing lookup = new LookupFailing(new IllegalStateException("down"), 1, Duration.ZERO);
        FellBehind behind = new FellBehind(Duration.ofSeconds(1), Duration.ofSeconds(2), 1);
        add(failing(1), failing(2), lookup, behind);

        add(recovered(2), new LookupRecovered(1), new CaughtUp(1));

        assertThat(take()).isEmpty();
    }

    @Test
    void troubleThatWasHeardOfHasItsEnd() {
        addAndTake(failing(1));

        add(failing(2), recovered(2), failing(1), recovered(1));

        assertThat(take()).as("the second trouble came and went unheard").containsExactly(recovered(2));
    }

    @Test
    void newTroubleWaitsBehindTheEndOfTheOld() {
        addAndTake(failing(3));
        ServiceFailing again = failing(1);

        add(recovered(3), pass(1), again);

        assertThat(take()).containsExactly(recovered(3), pass(1), again);
        add(recovered(1));
        assertThat(take()).containsExactly(recovered(1));
    }

    @Test
    void aServiceThatJoinsAndLeavesUnheardVanishes() {
        add(new ServiceJoined(WEB), seen("a", "STOPPED", 0), seen("b", "PENDING", 0), failing(1), pass(1));

        add(removed("b", "PENDING", 0), new ServiceLeft(WEB));

        assertThat(take()).containsExactly(new Missed(2));
    }

    @Test
    void aServiceThatWasHeardOfLeavesBehindTheNewsOfItsDeployments() {
        addAndTake(new ServiceJoined(WEB), seen("a", "PENDING", 0), failing(1));

        add(changed("a", "PENDING", "STOPPED", 0), recovered(1), pass(7));
        add(new ServiceLeft(WEB));

        assertThat(take()).containsExactly(changed("a", "PENDING", "STOPPED", 0), new ServiceLeft(WEB));
    }

    @Test
    void nothingIsMergedFromOneLifeOfAServiceIntoAnother() {
        addAndTake(new ServiceJoined(WEB), seen("a", "PENDING", 0), failing(1));
        add(changed("a", "PENDING", "STOPPED", 0), new ServiceLeft(WEB));

        add(new ServiceJoined(WEB), seen("a", "STOPPED", 0), failing(1), recovered(1), pass(1));

        assertThat(take())
                .containsExactly(
                        changed("a", "PENDING", "STOPPED", 0),
                        new ServiceLeft(WEB),
                        new ServiceJoined(WEB),
                        seen("a", "STOPPED", 0),
                        pass(1));
    }

    @Test
    void aServiceThatComesAndGoesForEverTakesNoMemory() {
        addAndTake(new ServiceJoined(WEB), seen("a", "PENDING", 0));
        for (int i = 0; i < 1_000; i++) {
            add(removed("a", "PENDING", 0), new ServiceLeft(WEB), new ServiceJoined(WEB), seen("a", "PENDING", 0));
        }

        assertThat(buffer.size()).isEqualTo(5);
        assertThat(take())
                .containsExactly(
                        removed("a", "PENDING", 0),
                        new ServiceLeft(WEB),
                        new Missed(999),
                        new ServiceJoined(WEB),
                        seen("a", "PENDING", 0));
    }
}
