/**
 * Deployments for browsers and other HTTP clients of a Spring WebFlux application: rows as JSON, a feed as Server-Sent
 * Events, a page for people, and routes for all of these. Needs {@code spring-webflux} 7 and Jackson 3,
 * which this library does not bring.
 *
 * <ul>
 *   <li>{@link dev.deployflux.webflux.DeploymentView} is what goes over the wire: the SDK's own rows are no beans, and
 *       Jackson writes them as <code>{}</code> without a word.
 *   <li>{@link dev.deployflux.webflux.DeploymentSse} makes Server-Sent Events of a feed.
 *   <li>{@link dev.deployflux.webflux.DeploymentRoutes} are HTTP endpoints, for whoever doesn't want to write their own, and a page on top of them.
 * </ul>
 *
 * <p>Nothing here blocks a thread, and nothing makes a call that the feed or the list behind it doesn't make.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>The routes: {@link DeploymentRoutes}, {@link ListEndpoint}, {@link EventsEndpoint}, {@link PageEndpoint}.
 *   <li>The streams: {@link DeploymentSse}.
 *   <li>Clients of a stream: {@link SseClients}, {@link SseClient}, {@link SseOptions}; and what the elements of their
 *       streams are: {@link SingleEvents}, {@link EncodedBursts}, {@link JoinedBursts}, {@link SseFormat}.
 *   <li>What an event of the feed says on the wire: {@link SseEvents}, {@link SseNotices}, {@link EventName}.
 *   <li>What is asked, and what is answered to what can't be: {@link Query}, {@link DeploymentFilter},
 *       {@link Misspelling}, {@link StreamedAnswer}, {@link Problem}, {@link StreamUnavailableException},
 *       {@link FailureStreak}, {@link StreamBody}, {@link Body}.
 *   <li>The JSON, and its bytes, whatever the application sets its Jackson to: {@link DeploymentView},
 *       {@link DeploymentProgress}, {@link DeploymentPause}, {@link DeploymentRollback}, {@link DeploymentChange},
 *       {@link StreamNotice}, {@link FeedHealthView}, {@link ReplicaView}, {@link Wire}, {@link WireSerializer}, {@link JsonHints}.
 *   <li>The page's files: {@link PageFiles}, {@link PageHints}.
 *   <li>What is told of an error, and what is needed: {@link ErrorCode}, {@link Spring7}.
 * </ul>
 */
@NullMarked
package dev.deployflux.webflux;

import org.jspecify.annotations.NullMarked;
