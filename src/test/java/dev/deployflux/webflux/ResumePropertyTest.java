package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.FellBehind;
import dev.deployflux.watch.FeedHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** Clients that come, go, come again and read when they like, beside a log whose ring is small. */
class ResumePropertyTest {

    private static final FellBehind LATE = new FellBehind(Duration.ofSeconds(1), Duration.ofSeconds(2), 1);
    private static final FeedHealth NOTHING_KNOWN = new FeedHealth(
            true, Duration.ZERO, 1, Map.of(), null, 1, LATE, 0, 0, 0, new IllegalStateException(), List.of(), 0);

    private static LogReader reader(EventLog log, @Nullable EventId last) {
        return new LogReader(log, () -> NOTHING_KNOWN, last, DeploymentFilter.all());
    }

    private static void read(LogReader reader, Page page, int atMost) {
        for (int i = 0; i < atMost; i++) {
            ServerSentEvent<DeploymentView> event = reader.next();
            if (event == null) {
                return;
            }
            page.take(event);
        }
    }

    @Property
    void whoeverHasReadToTheEndShowsTheTruth(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int ring, @ForAll @IntRange(max = 300) int steps) {
        Random random = new Random(seed);
        LogScript script = new LogScript(random);
        EventLog log = new EventLog("e", ring, Duration.ofDays(1));
        Page page = new Page();
        LogReader reader = reader(log, null);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(5)) {
                case 0 -> read(reader, page, random.nextInt(6));
                case 1 -> reader = reader(log, page.last());
                default -> log.tell(script.next());
            }
        }

        read(reader, page, Integer.MAX_VALUE);

        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void whatTheRingHoldsIsResumedWithEachEventOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int missed) {
        Random random = new Random(seed);
        LogScript script = new LogScript(random);
        EventLog log = new EventLog("e", 50, Duration.ofDays(1));
        for (int i = 0; i < 100; i++) {
            log.tell(script.next());
        }
        Page page = new Page();
        LogReader left = reader(log, null);
        read(left, page, Integer.MAX_VALUE);
        long newest = log.newest();
        while (log.newest() < newest + missed) {
            log.tell(script.next());
        }
        List<String> ids = new ArrayList<>();
        LogReader resumed = reader(log, left.position()); // which the last heartbeat has told

        List<String> live = new ArrayList<>();
        for (var event = resumed.next(); event != null; event = resumed.next()) {
            ("live".equals(event.event()) ? live : ids).add(String.valueOf(event.id()));
            page.take(event);
        }

        assertThat(page.resets).isEqualTo(1);
        assertThat(live).isIn(List.of(), List.of(ids.get(missed - 1))); // if every service has been read by then
        assertThat(ids).hasSize(missed).doesNotHaveDuplicates();
        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void anEventMoreThanTheRingHoldsIsAReset(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int ring) {
        LogScript script = new LogScript(new Random(seed));
        EventLog log = new EventLog("e", ring, Duration.ofDays(1));
        Page page = new Page();
        read(reader(log, null), page, Integer.MAX_VALUE);
        while (log.newest() <= ring) {
            log.tell(script.next());
        }

        read(reader(log, page.last()), page, Integer.MAX_VALUE);

        assertThat(page.resets).isEqualTo(2);
        assertThat(page.picture()).isEqualTo(script.truth());
    }
}
