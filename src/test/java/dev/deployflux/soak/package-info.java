/**
 * Everything at once, for as long as it takes, over real HTTP and with faults at random: nothing is lost, nothing comes
 * twice, and nothing is left behind.
 *
 * <p>{@link dev.deployflux.soak.Soak} is the program. A {@link dev.deployflux.soak.Performance} is one run: a {@link
 * dev.deployflux.soak.LiveAccount} in which somebody deploys, {@link dev.deployflux.soak.RandomFaults}, and {@link
 * dev.deployflux.soak.Act}s that read the account all the time and judge what they read. The {@link
 * dev.deployflux.soak.Tally} is what they found.
 *
 * <p>{@link dev.deployflux.soak.ManyServices} is another program: one watch of a thousand services without any faults, by
 * {@link dev.deployflux.soak.ObservedCalls} and {@link dev.deployflux.soak.HintedDeployments}. {@link
 * dev.deployflux.soak.Footprint} measures the heap of a feed.
 */
@NullMarked
package dev.deployflux.soak;

import org.jspecify.annotations.NullMarked;
