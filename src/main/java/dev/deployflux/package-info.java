/**
 * Amazon ECS service deployments as backpressured Reactor streams.
 *
 * <p>{@link dev.deployflux.ServiceDeployments} is the way in. Every publisher here is cold and lazy: it makes no call
 * before a subscriber asks for a row, and each subscriber makes its own calls. No method returns or takes {@code null}
 * unless its signature says {@link org.jspecify.annotations.Nullable}.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>The way in: {@link ServiceDeployments}, {@link ServiceDeploymentsBuilder}.
 *   <li>Many services at once: {@link FanOutRoute}, {@link ServiceSupply}, {@link ClusterTurns}.
 *   <li>One window in slices: {@link ScanRoute}; {@link dev.deployflux.scan} decides which.
 *   <li>Which clusters and services there are: {@link ServiceDiscovery}.
 *   <li>Calls of ECS: what may be asked, and how a call is made: {@link EcsRequests}, {@link EcsCalls}.
 *   <li>What users set, and who watches calls: {@link FanOutOptions}, {@link ScanOptions}, {@link ScanProgress},
 *       {@link PageRetries}, {@link CallObserver}, {@link ApiCall}.
 *   <li>What is told of failures: {@link FanOutException}, {@link ServiceFailure}, {@link ClusterFailure},
 *       {@link ClusterListener}, {@link WhileListing}.
 *   <li>Names and rows: {@link ServiceRef}, {@link DeploymentOperators}.
 * </ul>
 */
@NullMarked
package dev.deployflux;

import org.jspecify.annotations.NullMarked;
