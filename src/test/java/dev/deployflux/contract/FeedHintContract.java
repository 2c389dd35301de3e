package dev.deployflux.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.FeedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What holds for the hints that any store keeps. */
public abstract class FeedHintContract extends FeedLogContract {

    private static final int MOST_AT_ONCE = 1_000;

    private static Set<String> services(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "prod-ü/web-" + i).collect(Collectors.toSet());
    }

    /** Takes until there are none. */
    private static List<String> taken(FeedStore store) {
        List<String> taken = new ArrayList<>();
        for (Set<String> next = get(store.takeHints()); !next.isEmpty(); next = get(store.takeHints())) {
            assertThat(next).hasSizeLessThanOrEqualTo(MOST_AT_ONCE);
            taken.addAll(next);
        }
        return taken;
    }

    @Test
    void aStoreWithoutHintsGivesNone() {
        run(store.hint(Set.of()));

        assertThat(get(store.takeHints())).isEmpty();
    }

    @Test
    void hintsOfAnyReplicaAreGivenOnce() {
        run(store.hint(services(0, 3)));
        run(another(store).hint(services(2, 5)));

        assertThat(taken(store)).containsExactlyInAnyOrderElementsOf(services(0, 5));
        assertThat(get(another(store).takeHints())).isEmpty();
    }

    @Test
    void whatIsNamedAgainIsGivenAgain() {
        run(store.hint(services(0, 1)));
        taken(store);

        run(store.hint(services(0, 1)));

        assertThat(taken(store)).containsExactlyElementsOf(services(0, 1));
    }

    @Test
    void ofThoseWhoAskAtOnceOneGetsAHint() {
        run(store.hint(services(0, 1_000)));
        run(store.hint(services(1_000, 2_000)));

        List<String> taken = all(Flux.range(0, 8)
                .flatMap(any -> store.takeHints().subscribeOn(Schedulers.boundedElastic()))
                .flatMapIterable(some -> some));
        taken.addAll(taken(store));

        assertThat(taken).containsExactlyInAnyOrderElementsOf(services(0, 2_000));
    }

    @Test
    void whatIsTooMuchIsDroppedAndLaterHintsAreKept() {
        for (int i = 0; i < 30; i++) {
            run(store.hint(services(i * 1_000, (i + 1) * 1_000)));
        }
        run(store.hint(services(0, 1))); // of those that are kept already

        assertThat(taken(store)).hasSizeBetween(5_000, 10_000).doesNotHaveDuplicates();
        run(store.hint(services(40_000, 40_002)));
        assertThat(taken(store)).containsExactlyInAnyOrderElementsOf(services(40_000, 40_002));
    }
}
