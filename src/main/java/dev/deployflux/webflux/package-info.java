/**
 * Deployments for browsers and other HTTP clients of a Spring WebFlux application: rows as JSON, a feed as Server-Sent
 * Events, and routes for both. Needs {@code spring-webflux} 7 and Jackson 3,
 * which this library does not bring.
 *
 * <ul>
 *   <li>{@link dev.deployflux.webflux.DeploymentView} is what goes over the wire: the SDK's own rows are no beans, and
 *       Jackson writes them as <code>{}</code> without a word.
 *   <li>{@link dev.deployflux.webflux.DeploymentSse} makes Server-Sent Events of a feed.
 *   <li>{@link dev.deployflux.webflux.DeploymentRoutes} are HTTP endpoints, for whoever doesn't want to write their own.
 * </ul>
 *
 * <p>Nothing here blocks a thread, and nothing makes a call that the feed or the list behind it doesn't make.
 */
@NullMarked
package dev.deployflux.webflux;

import org.jspecify.annotations.NullMarked;
