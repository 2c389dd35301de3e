/**
 * Amazon ECS service deployments as backpressured Reactor streams.
 *
 * <p>{@link dev.deployflux.ServiceDeployments} is the way in. Every publisher here is cold and lazy: it makes no call
 * before a subscriber asks for a row, and each subscriber makes its own calls. No method returns or takes {@code null}
 * unless its signature says {@link org.jspecify.annotations.Nullable}.
 *
 * <p>The map of the package:
 *
 * <ul>
 *   <li>What users call: {@link ServiceDeployments}, {@link ServiceDeploymentsBuilder}, {@link DeploymentOperators},
 *       {@link ServiceRef}, {@link FanOutOptions}, {@link ScanOptions}, {@link PageRetries}, {@link CallObserver},
 *       {@link ApiCall}.
 *   <li>What they are told of failures: {@link ClusterFailure}, {@link ClusterListener}, {@link FanOutException},
 *       {@link ServiceFailure}, {@link WhileListing}.
 *   <li>Calls of ECS: what may be asked, and how a call is made: {@link EcsRequests}, {@link EcsCalls}.
 *   <li>Which clusters and services there are: {@link ServiceDiscovery}.
 *   <li>Many services at once: {@link FanOutRoute}, {@link ServiceSupply}, {@link ClusterTurns}.
 *   <li>One window in slices: {@link ScanRoute}, {@link ScanProgress}; {@link dev.deployflux.scan} decides which.
 * </ul>
 */
@NullMarked
package dev.deployflux;

import org.jspecify.annotations.NullMarked;
