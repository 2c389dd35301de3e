package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a service is listed for what looks have shown: at once, and then until a list has caught up with them. */
class SuspectedChangeTest {

    private static final Duration OVERLAP = Duration.ofMinutes(5);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration LIST_EVERY = Duration.ofMinutes(15);

    /** Lists are asked for what was created after that. */
    private static final Instant ASKED = Instant.parse("2026-01-15T12:00:00Z");

    private SuspectedChange suspected = new SuspectedChange(INTERVAL, LIST_EVERY, OVERLAP);
    private final Set<String> known = new HashSet<>();

    private static ServiceFingerprint look(String current, String rollouts, String newestEvent) {
        return new ServiceFingerprint(current, rollouts, newestEvent, ASKED);
    }

    private boolean shows(ServiceFingerprint now, int second) {
        return suspected.shows(now, Duration.ofSeconds(second).toNanos(), ASKED);
    }

    private @Nullable Duration listed(int second, boolean news) {
        return suspected.listed(Duration.ofSeconds(second).toNanos(), news, known::contains);
    }

    /** Looked at and listed, so that nothing is suspected. */
    private void begin() {
        shows(look("d1", "one", "e1"), 0);
        assertThat(listed(1, true)).isNull();
        known.add("d1");
    }

    @Test
    void theFirstLookHasItListed() {
        assertThat(shows(look("d1", "one", "e1"), 0)).isTrue();
        assertThat(listed(1, false)).isNull();
    }

    @Test
    void whatTheFirstLookShowsAsCurrentIsWaitedForIfListsAreAskedForIt() {
        shows(new ServiceFingerprint("d1", "one", "e1", ASKED.plusMillis(1)), 0);
        assertThat(listed(0, false)).isEqualTo(Duration.ofSeconds(10));
        assertThat(listed(10, false)).isEqualTo(Duration.ofSeconds(20));
        known.add("d1");
        assertThat(listed(30, true)).isNull();
    }

    @Test
    void whatBecomesCurrentBehindTheFirstLookIsWaitedForAlthoughAllThatIsLeftIsOld() {
        shows(look("d1", "one", "e1"), 0);
        shows(look("d2", "one", "e1"), 5);
        assertThat(listed(5, false)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aLookThatShowsTheSameAsksForNothing() {
        begin();
        assertThat(shows(look("d1", "one", "e1"), 60)).isFalse();
        assertThat(listed(61, false)).isNull();
    }

    @Test
    void aListThatBeganBeforeTheLookIsFollowedByOneAtOnce() {
        begin();
        assertThat(shows(look("d2", "two", "e2"), 60)).isTrue();
        known.add("d2");
        assertThat(listed(59, true)).isEqualTo(Duration.ZERO);
        assertThat(listed(60, true)).isNull();
    }

    @Test
    void untilTheCurrentDeploymentIsListedPausesDoubleUpToTheOverlap() {
        begin();
        shows(look("d2", "two", "e2"), 60);
        assertThat(listed(60, true)).isEqualTo(Duration.ofSeconds(10));
        assertThat(listed(70, false)).isEqualTo(Duration.ofSeconds(20));
        assertThat(listed(90, false)).isEqualTo(Duration.ofSeconds(40));
        assertThat(listed(130, false)).isEqualTo(Duration.ofSeconds(80));
        assertThat(listed(210, false)).isEqualTo(Duration.ofSeconds(150)); // what is left of five minutes
        assertThat(listed(360, false)).isNull();
        assertThat(shows(look("d2", "two", "e2"), 420)).isFalse();
        assertThat(shows(look("d2", "two", "e3"), 480)).isTrue();
        assertThat(listed(480, false)).as("it waits for that no more").isNull();
    }

    @Test
    void theListThatShowsItIsTheLast() {
        begin();
        shows(look("d2", "two", "e2"), 60);
        assertThat(listed(60, false)).isEqualTo(Duration.ofSeconds(10));
        known.add("d2");
        assertThat(listed(70, true)).isNull();
        assertThat(listed(130, false)).isNull();
    }

    @Test
    void rolloutsThatChangeWithoutAnotherCurrentDeploymentWaitForNews() {
        begin();
        shows(look("d1", "two", "e1"), 60);
        assertThat(listed(60, false)).isEqualTo(Duration.ofSeconds(10));
        assertThat(listed(70, true)).isNull();
    }

    @Test
    void anEventAloneHasItListedOnce() {
        begin();
        assertThat(shows(look("d1", "one", "e2"), 60)).isTrue();
        assertThat(listed(60, false)).isNull();
    }

    @Test
    void eachChangeHasTheOverlapToBeListed() {
        begin();
        shows(look("d1", "two", "e1"), 60);
        listed(60, false);
        shows(look("d2", "three", "e1"), 350);
        assertThat(listed(350, false)).isEqualTo(Duration.ofSeconds(10));
        assertThat(listed(360, false)).isEqualTo(Duration.ofSeconds(20));
        assertThat(listed(649, false)).isEqualTo(Duration.ofSeconds(1));
        assertThat(listed(650, false)).isNull();
    }

    @Test
    void oneEventAfterAnotherDoesNotHaveItListedForEver() {
        begin();
        shows(look("d1", "two", "e1"), 60);
        for (int second = 60; second < 360; second += 20) {
            shows(look("d1", "two", "event at " + second), second);
            assertThat(listed(second, false)).isEqualTo(Duration.ofSeconds(10));
        }
        shows(look("d1", "two", "the last"), 360);
        assertThat(listed(360, false)).isNull();
    }

    @Test
    void howeverLateListsMayBeItIsListedAsOftenAsWhenNothingIsSuspected() {
        suspected = new SuspectedChange(INTERVAL, Duration.ofMinutes(2), Duration.ofHours(1));
        begin();
        shows(look("d1", "two", "e2"), 60);
        for (int list = 0; list < 4; list++) {
            assertThat(listed(60, false)).isLessThan(Duration.ofMinutes(2));
        }
        assertThat(listed(60, false)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void afterSomethingWasInFlightTheNextLookHasItListedAgain() {
        begin();
        suspected.forget();
        assertThat(listed(30, false)).isNull();
        assertThat(shows(look("d1", "one", "e1"), 60)).isTrue();
        assertThat(listed(60, false)).isNull();
    }

    @Test
    void whatBecameCurrentMeanwhileIsWaitedFor() {
        begin();
        suspected.forget();
        shows(look("d2", "two", "e2"), 60);
        assertThat(listed(60, false)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aServiceThatIsGoneHasNothingToWaitForButNews() {
        begin();
        assertThat(shows(ServiceFingerprint.missing("MISSING"), 60)).isTrue();
        assertThat(listed(60, true)).isNull();
        assertThat(shows(ServiceFingerprint.missing("MISSING"), 120)).isFalse();
        assertThat(shows(ServiceFingerprint.missing(null), 180)).isTrue();
    }
}
