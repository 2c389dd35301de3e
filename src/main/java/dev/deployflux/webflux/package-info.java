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
 *
 * <p>The map of the package:
 *
 * <ul>
 *   <li>What users call: {@link DeploymentSse}, {@link DeploymentRoutes}, {@link StreamUnavailableException},
 *       {@link Spring7}.
 *   <li>The JSON: {@link DeploymentView}, {@link DeploymentChange}, {@link StreamNotice}, {@link FeedHealthView}.
 *   <li>The bytes, whatever the application sets its Jackson to: {@link Wire}, {@link WireSerializer}, {@link Body},
 *       {@link JsonHints}.
 *   <li>What an event of the feed says on the wire: {@link SseEvents}, {@link EventName}, {@link ErrorCode}.
 *   <li>Clients of a stream: {@link SseClients}, {@link SseClient}, {@link SseOptions}.
 *   <li>The routes: {@link ListEndpoint}, {@link EventsEndpoint}, {@link StreamedAnswer}.
 *   <li>What is asked, and what is answered to what can't be: {@link Query}, {@link DeploymentFilter},
 *       {@link Misspelling}, {@link Problem}, {@link FailureStreak}.
 * </ul>
 */
@NullMarked
package dev.deployflux.webflux;

import org.jspecify.annotations.NullMarked;
