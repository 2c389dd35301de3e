package dev.deployflux.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A script that Redis runs in one step.
 *
 * @param text in Lua
 * @param sha by which Redis knows it once it has run it
 */
record Script(String text, String sha) {

    /** The one of that name among the resources. */
    static Script named(String name) {
        String file = name + ".lua";
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Script of(String text) {
        return new Script(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
