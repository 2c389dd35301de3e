/**
 * Amazon ECS service deployments as backpressured Reactor streams.
 *
 * <p>{@link dev.deployflux.ServiceDeployments} is the way in. Every publisher here is cold and lazy: it makes no call
 * before a subscriber asks for a row, and each subscriber makes its own calls. No method returns or takes {@code null}
 * unless its signature says {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package dev.deployflux;

import org.jspecify.annotations.NullMarked;
