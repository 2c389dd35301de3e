package dev.deployflux.redis;

import static io.lettuce.core.ScriptOutputType.MULTI;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /** Sends it in full if Redis doesn't know it, which forgets all when it starts anew. */
    CompletionStage<List<Object>> run(
            RedisClusterAsyncCommands<String, String> redis, List<String> keys, List<String> arguments) {
        String[] keyArray = keys.toArray(String[]::new);
        String[] argumentArray = arguments.toArray(String[]::new);
        CompletionStage<List<Object>> known = redis.evalsha(sha, MULTI, keyArray, argumentArray);
        return known.exceptionallyCompose(
                failure -> RedisConnection.unwrapped(failure) instanceof RedisNoScriptException
                        ? redis.eval(text, MULTI, keyArray, argumentArray)
                        : CompletableFuture.failedStage(failure));
    }

    static Script of(String text) {
        return new Script(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
