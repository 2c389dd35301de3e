/**
 * An embedded Amazon ECS endpoint for tests: real HTTP on loopback, the awsJson1_1 protocol, and faults on demand.
 *
 * <p>{@link dev.deployflux.simulator.EcsSimulator} is the way in. Clusters and services are made by asking for them;
 * deployments are {@linkplain dev.deployflux.simulator.SimulatedService added} finished or live by a
 * {@linkplain dev.deployflux.simulator.DeploymentScript script} on a {@linkplain
 * dev.deployflux.simulator.SimulatorClock clock} that the test holds; a {@linkplain
 * dev.deployflux.simulator.RolloutBuilder rollout} goes through the lifecycle stages, with hooks and pauses. {@link dev.deployflux.simulator.Fault} lists what
 * can go wrong, and {@link dev.deployflux.simulator.CallLog} tells what the client did, with signals to await instead of
 * sleeping.
 *
 * <p>What ECS leaves undocumented is an option of the builder: the order of rows, the edges of a {@code createdAt}
 * window, the lifetime of a token. What is assumed here, since ECS says nothing: a stop takes ten seconds and a
 * requested rollback 35; {@code finishedAt} is set for every final status, {@code stoppedAt} for STOPPED too; a service's
 * newest deployment is its current one; a deployment can be stopped while PENDING or IN_PROGRESS; a request without the
 * protocol's {@code Content-Type}, by another method than POST or to another path than {@code /} asks for no operation
 * that is known; {@code ListServices} refuses filters, as services here have no launch type; deployments are listed
 * however old they are, although ECS drops them after 90 days, since a history over all of these would lose rows while
 * it is read; refusals of signatures are worded as users report them. Of rollouts it is assumed: a rollback takes 30
 * seconds and stays at the stage that it left, while all traffic goes back at once; the test traffic that the new revision
 * doesn't get, the old one gets; hooks that have ended stay among the details, and hooks of one stage run one after
 * another; a hook whose deployment is rolled back or stopped has FAILED; a rolling update has neither of the traffic
 * shifts' stages; an ARN of another account is AccessDenied for the whole call, and one of another region is refused as
 * users report it of {@code DescribeServices}.
 *
 * <p>{@code DescribeServices} tells of services by who {@linkplain dev.deployflux.simulator.SimulatedService#codeDeploy()
 * deploys} them, and {@link dev.deployflux.simulator.EcsSimulator#eventBridge(dev.deployflux.simulator.EventDelivery)} what
 * ECS tells EventBridge. Documented are the members and their values, that only rolling updates have a {@code rolloutState},
 * and the shapes of events. Assumed are: a rolled back deployment is gone from {@code deployments} and the last one before
 * it that succeeded is primary again under its old id; without one it stays, as FAILED; one that was stopped stays primary,
 * as FAILED; requests to stop or to roll back don't show; one that a newer one has overtaken is ACTIVE until it is over; a
 * deployment that no list knows yet no description knows either, so let a list lag by {@code Fault.stale} to see one
 * earlier; what is current lags alone, by as much as the builder says; a deleted service drains for 30 seconds; a service
 * without a deployment has empty {@code deployments}, which ECS doesn't know; events of deployments come at the instants of
 * their statuses, and idle services reach a steady state every six hours, from before they were made on, which isn't told
 * to EventBridge; a scaling takes 30 seconds, and whoever deploys by task sets has one at a time; EventBridge hears of
 * rollouts by stages as of rolling updates, and not of STOPPED.
 *
 * <p>No method returns or takes {@code null} unless its signature says {@link org.jspecify.annotations.Nullable}. It
 * needs Reactor Netty and Jackson 3 on the test class path, which {@code spring-boot-starter-webflux} brings.
 */
@NullMarked
package dev.deployflux.simulator;

import org.jspecify.annotations.NullMarked;
