/**
 * Meters and observations for Micrometer, with Spring Boot or without. Needs {@code micrometer-core}, which this library does
 * not bring.
 *
 * <ul>
 *   <li>No meter has a tag that names a service or a cluster: their number doesn't grow with the account.
 *   <li>Nothing here makes a call, or keeps anything alive.
 *   <li>Instances are immutable, and safe for use by many threads.
 * </ul>
 *
 * <p>Spring Boot's auto-configuration binds all of them where there is a registry.
 *
 * <p>The map of the package:
 *
 * <ul>
 *   <li>Calls, by an observer of {@code ServiceDeployments}: {@link dev.deployflux.micrometer.CallMeters},
 *       {@link dev.deployflux.micrometer.CallObservations}, {@link dev.deployflux.micrometer.CallOutcome}.
 *   <li>Passes over services, by a listener of {@code DeploymentWatcher}: {@link dev.deployflux.micrometer.PassMeters}.
 *   <li>What is read when a meter is: {@link dev.deployflux.micrometer.QuotaMeters},
 *       {@link dev.deployflux.micrometer.FeedMeters}, {@link dev.deployflux.micrometer.SseMeters}.
 * </ul>
 */
@NullMarked
package dev.deployflux.micrometer;

import org.jspecify.annotations.NullMarked;
