/**
 * Pages of any call as a {@link reactor.core.publisher.Flux}: knows nothing of ECS, nor of AWS.
 *
 * <p>{@link dev.deployflux.paging.Pages} is the way in: one chain of pages, each named by the token in the one before.
 * {@link dev.deployflux.paging.PageRoute} is for those who read several chains at once, as a fan-out and a scan do; a
 * {@link dev.deployflux.paging.PageChain} is one of them.
 *
 * <p>Behind them, {@link dev.deployflux.paging.FluxPages} is the operator, and {@link dev.deployflux.paging.PageWalk} one
 * subscriber's walk: it fetches along the route while
 * {@link dev.deployflux.paging.PageEmitter} emits items up to demand. A {@link dev.deployflux.paging.PageCall} is a page
 * on its way, and {@link dev.deployflux.paging.CallsUnderWay} are those of a walk that a cancel aborts.
 *
 * <p>No method returns or takes {@code null} unless its signature says so.
 */
@NullMarked
package dev.deployflux.paging;

import org.jspecify.annotations.NullMarked;
