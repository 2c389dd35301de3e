package dev.deployflux.watch;

import static dev.deployflux.watch.RolloutNews.ONE;
import static dev.deployflux.watch.RolloutNews.TWO;
import static dev.deployflux.watch.RolloutNews.at;
import static dev.deployflux.watch.RolloutNews.awaiting;
import static dev.deployflux.watch.RolloutNews.ended;
import static dev.deployflux.watch.RolloutNews.pass;
import static dev.deployflux.watch.RolloutNews.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage.BAKE_TIME;

import dev.deployflux.watch.RolloutEvents.AwaitingAction;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A rollout that waits for somebody rings once for each wait. */
class PauseAlarmsTest {

    private static final AwaitingAction WAIT = awaiting("a", "h", ONE);

    private static List<DeploymentEvent> alarms(Flux<DeploymentEvent> events) {
        return events.transformDeferred(DeploymentEvents.alarms()).toStream().toList();
    }

    private static List<DeploymentEvent> alarms(DeploymentEvent... events) {
        return alarms(Flux.fromArray(events));
    }

    @Test
    void aWaitRingsAndItsEndDoesNot() {
        assertThat(alarms(seen("a", "IN_PROGRESS"), at("a", BAKE_TIME), WAIT, ended(WAIT), pass(1)))
                .containsExactly(WAIT);
    }

    @Test
    void oneThatIsOpenWhenTheWatchBeginsRingsAsItCanStillBeAnswered() {
        assertThat(seen("a", "IN_PROGRESS").origin()).isEqualTo(Origin.SNAPSHOT);
        assertThat(alarms(seen("a", "IN_PROGRESS"), WAIT, pass(1))).containsExactly(WAIT);
    }

    @Test
    void aWaitThatIsToldAgainDoesNotRingAgain() {
        assertThat(alarms(Flux.<DeploymentEvent>just(seen("a", "IN_PROGRESS"), WAIT)
                        .repeat(3)))
                .containsExactly(WAIT);
        AwaitingAction later = awaiting("a", "ROLLBACK_IN_PROGRESS", "h", ONE);
        assertThat(alarms(WAIT, later)).as("with another status").containsExactly(WAIT);
    }

    @Test
    void anEndedWaitThatIsToldAgainDoesNotRingAgain() {
        assertThat(alarms(Flux.<DeploymentEvent>just(WAIT, ended(WAIT)).repeat(3)))
                .containsExactly(WAIT);
    }

    @Test
    void eachWaitOfADeploymentRings() {
        AwaitingAction until = awaiting("a", "h", TWO);
        AwaitingAction hook = awaiting("a", "other", ONE);
        AwaitingAction deployment = awaiting("b", "h", ONE);

        assertThat(alarms(WAIT, ended(WAIT), until, hook, deployment)).containsExactly(WAIT, until, hook, deployment);
    }

    @Test
    void oneWithoutExpiryRingsAgainWhenItHadEnded() {
        AwaitingAction endless = awaiting("a", "h", null);

        assertThat(alarms(endless, endless, ended(endless), endless, endless)).containsExactly(endless, endless);
    }

    @Test
    void detailsThatFailDoNotRing() {
        assertThat(alarms(
                        new DetailsFailing(new IllegalStateException("denied"), 3, Duration.ofMinutes(5)),
                        new DetailsRecovered()))
                .isEmpty();
    }
}
