/**
 * Several replicas as processes, which share a Redis and one account and stand behind a proxy, while processes are killed and stopped,
 * connections are cut, replies are lost, Redis fails over and loses what it had acknowledged, calls of ECS fail, and clocks are set.
 *
 * <p>{@link dev.deployflux.replicas.ReplicasProof} and {@link dev.deployflux.replicas.TakeoverTimes} are the programs. A {@link
 * dev.deployflux.replicas.Scene} is what both play on: {@link dev.deployflux.replicas.ChildReplica}s, each a {@link
 * dev.deployflux.replicas.ReplicaProcess} with a {@link dev.deployflux.replicas.ReplicaServer} and a {@link
 * dev.deployflux.replicas.SteppedClock}; a {@link dev.deployflux.replicas.PolledAccount}; and {@link dev.deployflux.replicas.TwoRedis}.
 * {@link dev.deployflux.replicas.Trouble} is what befalls them; {@link dev.deployflux.replicas.ClockSteps} and {@link
 * dev.deployflux.replicas.Standstills} keep what judges have to know of it.
 *
 * <p>{@link dev.deployflux.replicas.Client}s listen to replicas, a {@link dev.deployflux.replicas.Ledger} consumes, and {@link
 * dev.deployflux.replicas.StreamClients} come by HTTP. What they got is judged at the end:
 *
 * <ul>
 *   <li>by Redis's log, {@link dev.deployflux.replicas.TrueLog}: {@link dev.deployflux.replicas.TaleJudge}, {@link
 *       dev.deployflux.replicas.LedgerJudge} and, of each {@link dev.deployflux.replicas.StreamClient}, {@link
 *       dev.deployflux.replicas.TrackJudge};
 *   <li>by each other: {@link dev.deployflux.replicas.Contents};
 *   <li>by time: {@link dev.deployflux.replicas.Silences};
 *   <li>and what replicas hold by what they held before, {@link dev.deployflux.replicas.Baselines}: {@link
 *       dev.deployflux.replicas.ResourcesJudge}.
 * </ul>
 *
 * <p>{@link dev.deployflux.replicas.TwoReplicas} are two in the process of a test, on a cluster and behind sentinels; {@link
 * dev.deployflux.replicas.TroubledFeed} is one.
 *
 * <p>{@link dev.deployflux.replicas.QuotaProof} is the program for shares of a quota, and {@link
 * dev.deployflux.replicas.RedisLoad} the one for what replicas ask of Redis.
 */
@NullMarked
package dev.deployflux.replicas;

import org.jspecify.annotations.NullMarked;
