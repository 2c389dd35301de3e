/**
 * Several replicas as processes, which share a Redis and one account, while processes are killed and stopped, connections are cut,
 * replies are lost, and Redis fails over and loses what it had acknowledged.
 *
 * <p>{@link dev.deployflux.replicas.ReplicasProof} and {@link dev.deployflux.replicas.TakeoverTimes} are the programs. A {@link
 * dev.deployflux.replicas.Scene} is what both play on: {@link dev.deployflux.replicas.ChildReplica}s, each a {@link
 * dev.deployflux.replicas.ReplicaProcess}; a {@link dev.deployflux.replicas.PolledAccount}; and {@link
 * dev.deployflux.replicas.TwoRedis}. {@link dev.deployflux.replicas.Trouble} is what befalls them. What {@link
 * dev.deployflux.replicas.Client}s and a {@link dev.deployflux.replicas.Ledger} got is judged at the end, by {@link
 * dev.deployflux.replicas.LogJudge}, {@link dev.deployflux.replicas.TaleJudge} and {@link
 * dev.deployflux.replicas.LedgerJudge}.
 *
 * <p>{@link dev.deployflux.replicas.QuotaProof} is the program for shares of a quota.
 */
@NullMarked
package dev.deployflux.replicas;

import org.jspecify.annotations.NullMarked;
