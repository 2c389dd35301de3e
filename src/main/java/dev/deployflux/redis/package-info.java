/**
 * Several replicas on Redis, or Valkey: one of them polls, all tell the same, and they share one quota.
 *
 * <p>Needs Lettuce ({@code io.lettuce:lettuce-core}) and Jackson 3 ({@code tools.jackson.core:jackson-databind}) on the class
 * path, as Spring Boot brings them.
 *
 * <p>The map of the package, from the top down: {@link dev.deployflux.redis.RedisLink} runs a
 * {@link dev.deployflux.redis.Script} or another command, on a connection that
 * {@link dev.deployflux.redis.RedisConnector} opens.
 *
 * <p>No method returns or takes {@code null} unless its signature says so.
 */
@NullMarked
package dev.deployflux.redis;

import org.jspecify.annotations.NullMarked;
