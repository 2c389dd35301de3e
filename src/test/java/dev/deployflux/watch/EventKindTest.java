package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.EventKind.Effect;
import dev.deployflux.watch.EventKind.Topic;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of events names each kind that there is, and each trouble has an end. */
class EventKindTest {

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventKindTest::leaves)
                : Stream.of(type);
    }

    private static Set<Topic> topics(Effect effect) {
        return Arrays.stream(EventKind.values())
                .filter(kind -> kind.effect == effect)
                .map(kind -> kind.topic)
                .collect(Collectors.toSet());
    }

    @Test
    void eachKindOfEventIsInTheTable() {
        assertThat(Arrays.stream(EventKind.values())
                        .map(kind -> kind.name().replace("_", ""))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(leaves(DeploymentEvent.class)
                        .map(type -> type.getSimpleName().toUpperCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void aWaitAndItsEndAreOfOneSubjectAndTwoHooksOfTwo() {
        DeploymentEvent wait = RolloutNews.awaiting("a", "h", RolloutNews.ONE);
        DeploymentEvent another = RolloutNews.awaiting("a", "other", RolloutNews.ONE);
        DeploymentEvent end = RolloutNews.ended(RolloutNews.awaiting("a", "h", null));

        assertThat(EventKind.subject(wait)).isEqualTo(EventKind.subject(end)).isNotEqualTo(EventKind.subject(another));
        assertThat(EventKind.subject(wait).deployment())
                .isEqualTo(EventKind.subject(another).deployment())
                .isEqualTo(EventKind.subject(RolloutNews.seen("a", "PENDING")));
    }

    @Test
    void eachTroubleHasAnEndOnTheSameSubject() {
        assertThat(topics(Effect.TROUBLE)).isNotEmpty().isSubsetOf(topics(Effect.END));
    }
}
