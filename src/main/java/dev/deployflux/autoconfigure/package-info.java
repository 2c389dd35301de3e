/**
 * Auto-configuration for Spring Boot 4: with the library on the class path, the beans are there.
 * Needs {@code spring-boot-autoconfigure}, which this library does not bring.
 *
 * <ul>
 *   <li><b>Nothing starts unasked.</b> Without a property and without a bean that uses one of these, no client is made.
 *       No call is made before somebody subscribes.
 *   <li><b>Everything backs off</b> when the application defines a bean of the same type.
 *   <li><b>Names of beans are the application's.</b> Ours begin with {@code deployflux}, all of them: {@code
 *       deployfluxQuota}, {@code deployfluxServiceDeployments}, {@code deployfluxWatcher}, {@code deployfluxFeed}, {@code
 *       deployfluxSse}, {@code deployfluxRoutes}, {@code deployfluxEcsClient}, {@code
 *       deployfluxFeedStore}.
 *   <li><b>What can't work isn't started.</b> The values of all {@code deployflux.*} properties are checked when the application
 *       starts, whether or not anything uses them yet.
 * </ul>
 *
 * <p>What can't be said by a property is said by a {@link
 * dev.deployflux.autoconfigure.ServiceDeploymentsCustomizer} or a {@link
 * dev.deployflux.autoconfigure.DeploymentWatcherCustomizer}.
 *
 * <p>The map of the package, from the top down; a class uses those of its own room and of rooms further down:
 *
 * <ul>
 *   <li>Which beans there are, and when: {@link EcsClientAutoConfiguration}, {@link ReplicasAutoConfiguration}, {@link DeployfluxAutoConfiguration},
 *       {@link DeploymentSseAutoConfiguration}, {@link DeploymentRoutesAutoConfiguration},
 *       {@link DeploymentFeedHealthAutoConfiguration}, {@link DeployfluxMetricsAutoConfiguration},
 *       {@link UnsupportedSpringBootAutoConfiguration}, {@link ConditionalOnSpringBoot4}, {@link OnFeedProperty}.
 *   <li>At the start and at the end: {@link StartNotices}, {@link LongRequestLines}, {@link EarlyDisposal}.
 *   <li>What replicas share on Redis: {@link RedisReplicas}.
 *   <li>Health and the log: {@link FeedHealthIndicator}, {@link FailureLog}.
 *   <li>Properties, what they mean, and what is said of wrong ones: {@link DeployfluxProperties}, {@link CheckedProperties},
 *       {@link CheckedSseProperties}, {@link UnusedClient}, {@link BucketNames}.
 *   <li>What is needed and isn't there: {@link EcsClientException}, {@link ReplicasException}.
 *   <li>What properties can't say: {@link ServiceDeploymentsCustomizer}, {@link DeploymentWatcherCustomizer}.
 * </ul>
 */
@NullMarked
package dev.deployflux.autoconfigure;

import org.jspecify.annotations.NullMarked;
