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
 * <p>No method returns or takes {@code null} unless its signature says {@link org.jspecify.annotations.Nullable}. It
 * needs Reactor Netty and Jackson 3 on the test class path, which {@code spring-boot-starter-webflux} brings.
 */
@NullMarked
package dev.deployflux.simulator;

import org.jspecify.annotations.NullMarked;
