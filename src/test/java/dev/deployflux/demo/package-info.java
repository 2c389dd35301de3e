/**
 * The demo: a WebFlux application that streams deployment histories as NDJSON, from a simulated account or from AWS; or a
 * command that scans all of them behind a progress bar.
 *
 * <p>{@link dev.deployflux.demo.DemoApplication} is the way in.
 */
@NullMarked
package dev.deployflux.demo;

import org.jspecify.annotations.NullMarked;
