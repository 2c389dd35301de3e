/**
 * Amazon ECS service deployments as backpressured Reactor streams.
 *
 * <p>{@link dev.deployflux.ServiceDeployments} is the way in. Every publisher here is cold and lazy: it makes no call
 * before a subscriber asks for a row, and each subscriber makes its own calls. No method returns or takes {@code null}
 * unless its signature says {@link org.jspecify.annotations.Nullable}. These hold for all of them:
 *
 * <ul>
 *   <li><b>Calls follow demand.</b> A page is asked for when more rows were requested than pages have brought, so n rows
 *       of one chain of pages never cost a call that n rows, plus the {@linkplain ServiceDeploymentsBuilder#readAhead(int)
 *       read-ahead}, don't need. A page has 100 rows unless the request sets {@code maxResults}; ECS may send shorter ones.
 *   <li><b>Cancel aborts the call under way</b>, which closes its connection, and nothing is emitted afterwards. While
 *       the SDK pauses between two attempts of its own, one more attempt may still go out. A subscriber that throws
 *       counts as one that cancelled; what it threw goes to Reactor's hook {@code onErrorDropped}.
 *   <li><b>Errors are the SDK's own exceptions</b>, such as {@code ServiceNotFoundException}, behind the rows that arrived
 *       before them, and never wrapped unless a method says that it gathers several. Only a page that fails is tried again,
 *       by the client and then by {@link ServiceDeploymentsBuilder#pageRetry pageRetry}: that never repeats rows. A
 *       {@code retry()} behind the stream does, as it starts over at the first page.
 *   <li><b>A token that comes a second time ends the stream</b> with an {@link IllegalStateException} that names it.
 *       An empty page that has a token doesn't end it.
 *   <li>Rows are emitted on a thread that completed a call, by default one of the SDK's {@code sdk-async-response}
 *       pool, on one that requests rows which had already arrived, or, with {@code listAll} and {@code details}, on one
 *       that the caller's publisher uses. Don't block it.
 *   <li>Each subscriber holds the text of each token seen, and up to {@code readAhead} pages besides one for each call that
 *       may be under way. Rows that are held when it cancels go to Reactor's discard hook.
 * </ul>
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>The way in: {@link ServiceDeployments}, {@link ServiceDeploymentsBuilder}.
 *   <li>Many services at once: {@link FanOutRoute}, {@link ClusterTurns}.
 *   <li>Deployments in full: {@link DetailsRoute}, {@link DetailsBatch}, {@link QuietTime}.
 *   <li>What a caller's publisher brings: {@link Upstream}.
 *   <li>One window in slices: {@link ScanRoute}; {@link dev.deployflux.scan} decides which.
 *   <li>Which clusters and services there are: {@link ServiceDiscovery}.
 *   <li>Calls of ECS: what may be asked, and how a call is made: {@link EcsRequests}, {@link EcsCalls}.
 *   <li>What users set, and who watches calls: {@link FanOutOptions}, {@link DetailsOptions}, {@link ScanOptions},
 *       {@link ScanProgress}, {@link PageRetries}, {@link CallObserver}, {@link ApiCall}.
 *   <li>What is told of failures: {@link FanOutException}, {@link ServiceFailure}, {@link DetailsException},
 *       {@link DetailsFailure}, {@link ClusterFailure}, {@link ClusterListener}, {@link WhileListing}.
 *   <li>Names and rows: {@link ServiceRef}, {@link ServiceEvent}, {@link DeploymentOperators}.
 * </ul>
 */
@NullMarked
package dev.deployflux;

import org.jspecify.annotations.NullMarked;
