package dev.deployflux.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentEvent.Live;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.DeploymentEvent.Seen;
import dev.deployflux.watch.EventId;
import dev.deployflux.watch.FeedEntry;
import dev.deployflux.watch.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Which bytes the clients of a stream get, and how often these are made. */
class EncodedBurstsTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");
    private static final ServiceRef API = new ServiceRef("staging", "api");

    private final JoinedBursts joined = new JoinedBursts();
    private final EncodedBursts all = bursts(DeploymentFilter.all());

    private EncodedBursts bursts(DeploymentFilter filter) {
        return new EncodedBursts(new SseEvents(filter, () -> List.of(WEB, API)), joined);
    }

    private static FeedEntry entry(int number, ServiceRef service, int reason) {
        ServiceDeploymentBrief row = ServiceDeploymentBrief.builder()
                .serviceDeploymentArn("arn-" + number)
                .status("IN_PROGRESS")
                .statusReason("r".repeat(reason))
                .build();
        return new FeedEntry(new EventId("5f3a9c21", number), new Seen(service, row, Origin.LIVE, List.of(), 0));
    }

    private static FeedEntry bookmark(int number) {
        return new FeedEntry(
                new EventId("5f3a9c21", number),
                new PassCompleted(WEB, 1, Instant.EPOCH, Duration.ZERO, 1, 0, Instant.EPOCH));
    }

    private static List<byte[]> of(EncodedBursts bursts, List<FeedEntry> entries) {
        List<byte[]> got = new ArrayList<>();
        for (ListIterator<FeedEntry> atHand = entries.listIterator(); atHand.hasNext(); ) {
            byte @Nullable [] burst = bursts.next(atHand);
            if (burst != null) {
                got.add(burst);
            }
        }
        return got;
    }

    private static String text(List<byte[]> bursts) {
        StringBuilder text = new StringBuilder();
        bursts.forEach(burst -> text.append(new String(burst, UTF_8)));
        return text.toString();
    }

    /** Each event by itself, as Spring is given it. */
    private static String expected(DeploymentFilter filter, List<FeedEntry> entries) {
        SingleEvents single = new SingleEvents(new SseEvents(filter, () -> List.of(WEB, API)));
        return text(entries.stream()
                .map(entry -> single.next(List.of(entry).listIterator()))
                .filter(Objects::nonNull)
                .map(Wire::event)
                .toList());
    }

    @Test
    void anEventIsEncodedOnceForAllClients() {
        List<FeedEntry> entries = List.of(entry(1, WEB, 10));

        byte[] first = of(all, entries).get(0);

        assertThat(of(bursts(new DeploymentFilter(Set.of("prod"), Set.of(), Set.of())), entries))
                .singleElement()
                .isSameAs(first);
    }

    @Test
    void aBurstIsJoinedOnceForTheClientsThatComeTogether() {
        List<FeedEntry> snapshot =
                IntStream.range(0, 200).mapToObj(i -> entry(i, WEB, 500)).toList();

        List<byte[]> first = of(all, snapshot);
        List<byte[]> second = of(bursts(DeploymentFilter.all()), snapshot);

        assertThat(first).hasSizeBetween(3, 6);
        assertThat(IntStream.range(0, first.size())).allMatch(i -> first.get(i) == second.get(i));
    }

    @Test
    void twoFiltersOverTheSameEntriesDoNotGetEachOthersBursts() {
        List<FeedEntry> entries = List.of(entry(1, WEB, 9), entry(2, API, 9), entry(3, WEB, 9), entry(4, WEB, 9));
        DeploymentFilter prod = new DeploymentFilter(Set.of("prod"), Set.of(), Set.of());

        List<FeedEntry> three = entries.subList(0, 3); // as many as there are of prod
        assertThat(text(of(all, three))).isEqualTo(expected(DeploymentFilter.all(), three));
        assertThat(text(of(bursts(prod), entries))).isEqualTo(expected(prod, entries));
        assertThat(text(of(all, entries))).isEqualTo(expected(DeploymentFilter.all(), entries));
    }

    @Property(tries = 200)
    void theBytesAreThoseOfEachEventInOrderAndABurstIsBoundedButForOneEvent(
            @ForAll @Size(max = 60) List<@IntRange(max = 40_000) Integer> reasons) {
        List<FeedEntry> entries = IntStream.range(0, reasons.size())
                .boxed()
                .flatMap(i -> Stream.of(entry(2 * i, i % 3 == 0 ? API : WEB, reasons.get(i)), bookmark(2 * i + 1)))
                .toList();

        List<byte[]> bursts = of(all, entries);

        assertThat(text(bursts)).isEqualTo(expected(DeploymentFilter.all(), entries));
        assertThat(bursts)
                .allMatch(burst ->
                        burst.length <= EncodedBursts.MOST_BYTES || new String(burst, UTF_8).split("\n\n").length == 1);
    }

    @Test
    void howManyServicesPassIsToldToEachClientByItself() {
        FeedEntry live = new FeedEntry(new EventId("5f3a9c21", 7), new Live(2));
        EncodedBursts prod = bursts(new DeploymentFilter(Set.of("prod"), Set.of(), Set.of()));

        assertThat(text(of(all, List.of(live)))).contains("event:live", "\"services\":2");
        assertThat(text(of(prod, List.of(live)))).contains("event:live", "\"services\":1");
    }

    @Test
    void bookmarksAreForNobody() {
        assertThat(of(all, List.of(bookmark(1), bookmark(2)))).isEmpty();
    }
}
