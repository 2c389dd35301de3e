package dev.deployflux.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many bursts are kept as they were joined, and which. */
class JoinedBurstsTest {

    private final JoinedBursts joined = new JoinedBursts();

    private static List<byte[]> parts() {
        return List.of(new byte[] {1}, new byte[] {2});
    }

    @Test
    void asManyAsMayBeKeptAreAllOfThem() {
        List<List<byte[]>> all =
                IntStream.range(0, JoinedBursts.MOST).mapToObj(i -> parts()).toList();

        List<byte[]> first = all.stream().map(joined::join).toList();

        assertThat(all.stream().map(joined::join).toList())
                .usingElementComparator((one, other) -> one == other ? 0 : 1)
                .isEqualTo(first);
    }

    @Test
    void theOneThatNobodyAskedForTheLongestGoesFirst() {
        List<byte[]> asked = parts();
        List<byte[]> left = parts();
        byte[] ofAsked = joined.join(asked);
        byte[] ofLeft = joined.join(left);
        for (int i = 0; i < JoinedBursts.MOST - 1; i++) {
            joined.join(parts());
            assertThat(joined.join(asked)).isSameAs(ofAsked);
        }

        assertThat(joined.join(left)).isNotSameAs(ofLeft).isEqualTo(ofLeft);
    }

    @Test
    void whatBeginsAlikeAndGoesOnOtherwiseIsAnotherBurst() {
        List<byte[]> parts = parts();
        joined.join(parts);

        assertThat(joined.join(List.of(parts.get(0), new byte[] {3}))).containsExactly(1, 3);
        assertThat(joined.join(parts)).containsExactly(1, 2);
    }
}
