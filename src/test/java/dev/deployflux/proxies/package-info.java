/**
 * Streams behind a real nginx and a real HAProxy, in the configurations that the guide shows.
 *
 * <p>{@link dev.deployflux.proxies.ProxiesProof} is the program, for what is a matter of time: {@link
 * dev.deployflux.proxies.TimedClient}s measure it. Tests hold the rest, on a {@link dev.deployflux.proxies.ProxyScene}. Both have
 * a {@link dev.deployflux.proxies.RunningProxy}, which is a {@link dev.deployflux.proxies.ReverseProxy} as a process, to which
 * clients come in several {@link dev.deployflux.proxies.Way}s.
 */
@NullMarked
package dev.deployflux.proxies;

import org.jspecify.annotations.NullMarked;
