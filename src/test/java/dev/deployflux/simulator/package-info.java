/**
 * An embedded Amazon ECS endpoint for tests: real HTTP on loopback, the awsJson1_1 protocol, and faults on demand.
 *
 * <p>{@link dev.deployflux.simulator.EcsSimulator} is the way in.
 */
@NullMarked
package dev.deployflux.simulator;

import org.jspecify.annotations.NullMarked;
