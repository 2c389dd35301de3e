/**
 * The demo: a WebFlux application with a page that shows what deployments do, over Server-Sent Events, and histories as
 * NDJSON, from a simulated account, that of another instance, or from AWS; or a command that scans all histories behind a progress bar.
 *
 * <p>{@link dev.deployflux.demo.DemoApplication} is the way in.
 */
@NullMarked
package dev.deployflux.demo;

import org.jspecify.annotations.NullMarked;
