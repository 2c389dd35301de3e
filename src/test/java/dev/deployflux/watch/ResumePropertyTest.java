package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.DeploymentEvent.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Readers that come, go, come again and read when they like, beside a log whose ring is small. */
class ResumePropertyTest {

    private static FeedLog log(int ring) {
        return new FeedLog(ring, Duration.ofDays(1));
    }

    private static void tell(FeedLog log, LogScript script) {
        LogWriter.tell(log, List.of(script.next()), false);
    }

    private static FeedReader reader(FeedLog log, @Nullable EventId last) {
        FeedReader reader = new FeedReader(last);
        reader.begin(log);
        return reader;
    }

    private static void read(FeedReader reader, LogPage page, int atMost) {
        for (int read = 0; read < atMost; ) {
            List<FeedEntry> batch = reader.poll(Math.min(atMost - read, 1 + read % 7));
            if (batch.isEmpty()) {
                return;
            }
            batch.forEach(page::take);
            read += batch.size();
        }
    }

    @Property
    void whoeverHasReadToTheEndShowsTheTruth(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int ring, @ForAll @IntRange(max = 300) int steps) {
        Random random = new Random(seed);
        LogScript script = new LogScript(random);
        FeedLog log = log(ring);
        LogPage page = new LogPage();
        FeedReader reader = reader(log, null);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(5)) {
                case 0 -> read(reader, page, random.nextInt(6));
                case 1 -> reader = reader(log, page.last());
                default -> tell(log, script);
            }
        }

        read(reader, page, Integer.MAX_VALUE);

        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void aSnapshotTellsOfARolloutBehindTheStatusThatItHad(@ForAll long seed, @ForAll @IntRange(max = 300) int steps) {
        LogScript script = new LogScript(new Random(seed));
        FeedLog log = log(1);
        for (int i = 0; i < steps; i++) {
            tell(log, script);
        }
        LogPage page = new LogPage();

        read(reader(log, null), page, Integer.MAX_VALUE);

        assertThat(page.early).isZero();
        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void whoeverLeavesWithinTheSnapshotGoesOnBehindIt(
            @ForAll long seed,
            @ForAll @IntRange(max = 100) int steps,
            @ForAll @IntRange(min = 1, max = 40) int leaving) {
        LogScript script = new LogScript(new Random(seed));
        FeedLog log = log(200);
        for (int i = 0; i < steps; i++) {
            tell(log, script);
        }
        LogPage page = new LogPage();
        read(reader(log, null), page, leaving);

        read(reader(log, page.last()), page, Integer.MAX_VALUE);

        assertThat(page.resets).isEqualTo(1);
        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void whoeverIsSlowShowsTheTruthAndGetsNoOlderStatusBehindANewerOne(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int asked, @ForAll @IntRange(max = 300) int steps) {
        Random random = new Random(seed);
        LogScript script = new LogScript(random);
        FeedLog log = log(1);
        FeedBuffer buffer = new FeedBuffer(new FeedTally());
        LogPage page = new LogPage();
        for (int i = 0; i < steps; i++) {
            List<DeploymentEvent> events = List.of(script.next());
            buffer.told(events, LogWriter.tell(log, events, false).forgotten(), true);
            if (random.nextInt(asked) == 0) {
                take(buffer, page, random.nextInt(4));
            }
        }

        take(buffer, page, Integer.MAX_VALUE);

        assertThat(page.early).isZero();
        assertThat(page.picture()).isEqualTo(script.truth());
    }

    private static void take(FeedBuffer buffer, LogPage page, int atMost) {
        for (int i = 0; i < atMost; i++) {
            DeploymentEvent event = buffer.poll();
            if (event == null) {
                return;
            }
            page.apply(event);
        }
    }

    @Property
    void whatTheRingHoldsIsResumedWithEachEventOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int missed) {
        Random random = new Random(seed);
        LogScript script = new LogScript(random);
        FeedLog log = log(50);
        for (int i = 0; i < 100; i++) {
            tell(log, script);
        }
        LogPage page = new LogPage();
        read(reader(log, null), page, Integer.MAX_VALUE);
        long newest = log.newest();
        EventId left = log.tail();
        while (log.newest() < newest + missed) {
            tell(log, script);
        }
        List<String> ids = new ArrayList<>();
        FeedReader resumed = reader(log, left);

        List<String> live = new ArrayList<>();
        for (FeedEntry entry = resumed.poll(); entry != null; entry = resumed.poll()) {
            (entry.event() instanceof Live ? live : ids).add(entry.id().toString());
            page.take(entry);
        }

        assertThat(page.resets).isEqualTo(1);
        assertThat(live).isIn(List.of(), List.of(ids.get(missed - 1))); // if every service has been read by then
        assertThat(ids).hasSize(missed).doesNotHaveDuplicates();
        assertThat(page.picture()).isEqualTo(script.truth());
    }

    @Property
    void anEventMoreThanTheRingHoldsIsAReset(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int ring) {
        LogScript script = new LogScript(new Random(seed));
        FeedLog log = log(ring);
        LogPage page = new LogPage();
        read(reader(log, null), page, Integer.MAX_VALUE);
        while (log.newest() <= ring) {
            tell(log, script);
        }

        read(reader(log, page.last()), page, Integer.MAX_VALUE);

        assertThat(page.resets).isEqualTo(2);
        assertThat(page.picture()).isEqualTo(script.truth());
    }
}
