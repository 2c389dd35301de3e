package dev.deployflux.watch;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How one kind of content is written and read.
 *
 * @param name in the JSON; stays the same whatever becomes of the class
 * @param type the class, exactly
 * @param writer adds the fields
 * @param reader makes one of the fields
 * @param <T> the type
 */
record FeedJsonKind<T>(String name, Class<T> type, BiConsumer<T, FeedJsonOut> writer, Function<FeedJsonIn, T> reader) {

    void write(Object content, FeedJsonOut out) {
        writer.accept(type.cast(content), out);
    }

    T read(FeedJsonIn in) {
        return reader.apply(in);
    }
}
