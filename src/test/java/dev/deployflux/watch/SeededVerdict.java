package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.validator.HistoryValidator;
import dev.deployflux.validator.Promise;
import dev.deployflux.validator.TrueHistory;
import dev.deployflux.validator.Violation;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Reset;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.SeededClient.Got;
import dev.deployflux.watch.SeededReplicas.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Judges what each client and each subscriber of a seeded history was told, by the truth. */
final class SeededVerdict {

    private final SeededReplicas scene;

    SeededVerdict(SeededReplicas scene) {
        this.scene = scene;
    }

    /** From reset to reset. */
    void judge(SeededClient client) {
        List<DeploymentEvent> events = new ArrayList<>();
        Instant from = Instant.MIN;
        EventId reset = EventId.NONE;
        int segment = 0;
        for (int i = 0; i <= client.got.size(); i++) {
            Got got = i < client.got.size() ? client.got.get(i) : null;
            if (got == null || got.told().event() instanceof Reset) {
                if (client.eager && !events.isEmpty() && !client.leftSnapshots.contains(segment)) {
                    Instant until = got == null
                            ? scene.world.now()
                            : client.got.get(i - 1).at();
                    validate("client", events, from, until);
                }
                events = new ArrayList<>();
                segment++;
                from = got == null ? from : got.at();
                reset = got == null ? reset : got.told().end();
            }
            if (got != null && !(got.told().event() instanceof Reset)) {
                boolean isOfSnapshot = !reset.isBefore(got.told().id());
                if (!isOfSnapshot || !(got.told().event() instanceof PassCompleted)) { // it stands before what is older
                    events.add(got.told().event());
                }
            }
        }
    }

    void judge(Session session, Instant until, boolean isHealed) {
        List<DeploymentEvent> all = List.copyOf(session.listener().events);
        List<DeploymentEvent> events = new ArrayList<>();
        Instant from = session.from();
        boolean failing = false;
        for (int i = 0; i < all.size(); i++) {
            Instant at = i < session.times().size() ? session.times().get(i) : until;
            failing = all.get(i) instanceof StoreFailing
                    || (failing && !(all.get(i) instanceof FeedEvents.StoreRecovered));
            if (all.get(i) instanceof Reset) {
                assertThat(scene.loses)
                        .as("a reset of events() without a reason")
                        .isTrue();
                validate("subscriber", events, from, at);
                events = new ArrayList<>();
                from = at;
            } else {
                events.add(all.get(i));
            }
            assertThat(scene.cuts || isOfSleep(all.get(i)) || !(all.get(i) instanceof StoreFailing))
                    .as("%s without a reason", all.get(i))
                    .isTrue();
        }
        validate("subscriber", events, from, until);
        if (isHealed) {
            assertThat(failing)
                    .as(
                            "the store is said to fail in the end on %s, %s",
                            session.process().name, session.process().feed.health())
                    .isFalse();
        }
    }

    /** Whoever was stopped goes through the timeouts of all that time, in which the store could tell nothing. */
    private static boolean isOfSleep(DeploymentEvent event) {
        return event instanceof StoreFailing failing && failing.error() instanceof TimeoutException;
    }

    private void validate(String who, List<DeploymentEvent> events, Instant from, Instant until) {
        List<DeploymentEvent> told = events.stream()
                .filter(event -> !(event instanceof Live)
                        && !(event instanceof StoreFailing)
                        && !(event instanceof FeedEvents.StoreRecovered))
                .toList();
        HistoryValidator validator = HistoryValidator.of(TrueHistory.of(scene.world.ecs), from, until)
                .since(from.minus(Duration.ofHours(1)))
                .overlap(SeededReplicas.OVERLAP)
                .slack(SeededReplicas.SLACK.plus(SeededReplicas.SLACK))
                .silence(Duration.ofHours(3))
                .watching(scene.shop.lasting())
                .conflated();
        assertThat((scene.details ? validator : validator.withoutDetails())
                        .check(told).stream().filter(violation -> !isRepeatedBookmark(violation)))
                .as(who)
                .isEmpty();
    }

    /** What is lost of quiet passes is no event, so that no reset follows, and their numbers come again. */
    private boolean isRepeatedBookmark(Violation violation) {
        return scene.loses
                && violation.promise() == Promise.BOOKMARKED
                && violation.detail().contains(" came after pass ");
    }
}
