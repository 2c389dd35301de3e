/**
 * Ten thousand clients of one stream, on one machine: a server in a process of its own, and a process of clients that read, stall,
 * leave and come back.
 *
 * <p>{@link dev.deployflux.crowd.Crowd} is the program. It starts a {@link dev.deployflux.crowd.ServerProcess}, which runs {@link
 * dev.deployflux.crowd.CrowdServer}, and connects {@link dev.deployflux.crowd.CrowdClient}s to it.
 */
@NullMarked
package dev.deployflux.crowd;

import org.jspecify.annotations.NullMarked;
