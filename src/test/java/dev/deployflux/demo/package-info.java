/**
 * The demo: a WebFlux application that streams deployment histories as NDJSON, from a simulated account or from AWS.
 *
 * <p>{@link dev.deployflux.demo.DemoApplication} is the way in.
 */
@NullMarked
package dev.deployflux.demo;

import org.jspecify.annotations.NullMarked;
