package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store keeps comes back as it was. */
class FeedJsonTest {

    private static final int SEEDS = 100;
    private static final Path KEPT =
            Path.of("src", "test", "resources", "dev", "deployflux", "watch", "kept-by-version-1.txt");

    static Stream<Class<?>> rows() {
        return Arrays.stream(FeedRow.class.getPermittedSubclasses());
    }

    /** The value for comparing: entries and errors, which have no {@code equals}, by what they are made of. */
    static Object plain(Object value) {
        if (value instanceof FeedEntry entry) {
            return List.of(entry.id(), plain(entry.event()));
        } else if (value instanceof Throwable error) {
            return List.of(error.getClass(), error.toString());
        } else if (value instanceof Collection<?> values) {
            List<Object> parts = values.stream().map(FeedJsonTest::plain).toList();
            return values instanceof List ? parts : new HashSet<>(parts);
        } else if (value instanceof Record composed) {
            List<Object> parts = new ArrayList<>(List.of(value.getClass()));
            for (RecordComponent component : composed.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    parts.add(plain(component.getAccessor().invoke(value)));
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError("a record without its accessor", e);
                }
            }
            return parts;
        }
        return value == null ? "null" : value;
    }

    private static void assertComesBack(Object content, long seed) {
        String json = FeedJson.write(content);

        assertThat(json).doesNotContain("\n");
        assertThat(plain(FeedJson.read(json))).as("seed %d: %s", seed, json).isEqualTo(plain(content));
    }

    @ParameterizedTest
    @EnumSource
    void anEventComesBackWithAnyOfItsFields(EventKind kind) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertComesBack(new SeededContents(seed, seed % 11 / 10.0).event(kind), seed);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowComesBackWithAnyOfItsFields(Class<?> row) {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertComesBack(new SeededContents(seed, seed % 11 / 10.0).row(row), seed);
        }
    }

    /** Change the file only to add lines: what one version has written the next ones have to read. */
    @Test
    void whatVersionOneHasWrittenIsReadForEver() throws IOException {
        List<String> kept = Files.readAllLines(KEPT);

        assertThat(kept).allSatisfy(json -> assertThat(FeedJson.write(FeedJson.read(json)))
                .isEqualTo(json));
        assertThat(kept.stream().map(FeedJson::read).map(Object::getClass))
                .containsAll(rows().toList())
                .containsAll(Arrays.stream(EventKind.values())
                        .map(kind -> new SeededContents(0, 0).event(kind).getClass())
                        .toList());
    }

    @Test
    void valuesAreReadWhenTheyAreNeeded() {
        FeedValue value = FeedValue.of(RolloutNews.seen("a", "PENDING"));
        FeedValue kept = FeedValue.ofJson(value.toJson());

        assertThat(kept.toJson()).isSameAs(value.toJson());
        assertThat(kept.content()).isEqualTo(value.content()).isSameAs(kept.content());
        assertThat(FeedValue.ofJson("rubbish")).hasToString("rubbish");
    }

    @Test
    void nothingElseIsWritten() {
        assertThatThrownBy(() -> FeedJson.write("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }
}
