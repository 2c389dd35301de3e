/**
 * Several replicas on Redis, or Valkey: one of them polls, all tell the same, and they share one quota.
 *
 * <p>Needs Lettuce ({@code io.lettuce:lettuce-core}) and Jackson 3 ({@code tools.jackson.core:jackson-databind}) on the class
 * path, as Spring Boot brings them.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>The ways in: {@link RedisFeedStore}, {@link RedisQuotaShares}.
 *   <li>What a feed keeps: {@link RedisLeases}, {@link RedisReader}, {@link RedisPlace}.
 *   <li>What is asked of Redis, and where: {@link RedisLink}, {@link RedisConnection}, {@link Script}, {@link RedisScope}.
 * </ul>
 *
 * <p>No method returns or takes {@code null} unless its signature says so.
 */
@NullMarked
package dev.deployflux.redis;

import org.jspecify.annotations.NullMarked;
