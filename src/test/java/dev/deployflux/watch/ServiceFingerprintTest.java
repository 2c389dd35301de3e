package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceCurrentRevisionSummary;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.TaskSet;

/** What of a described service counts as a change, and what doesn't. */
class ServiceFingerprintTest {

    private static final Deployment ROLLING = Deployment.builder()
            .id("ecs-svc/1")
            .status("PRIMARY")
            .rolloutState("COMPLETED")
            .build();
    private static final Deployment DRAINING =
            Deployment.builder().id("ecs-svc/2").status("ACTIVE").build();
    private static final TaskSet BLUE =
            TaskSet.builder().id("blue").status("PRIMARY").build();
    private static final TaskSet GREEN =
            TaskSet.builder().id("green").status("ACTIVE").build();
    private static final Service SERVICE = Service.builder()
            .status("ACTIVE")
            .currentServiceDeployment("deployment-1")
            .currentServiceRevisions(revision("revision-1"), revision("revision-2"))
            .deployments(ROLLING, DRAINING)
            .taskSets(BLUE, GREEN)
            .events(event("event-2"), event("event-1"))
            .build();

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();

    @AfterEach
    void close() {
        ecs.close();
    }

    private static ServiceCurrentRevisionSummary revision(String arn) {
        return ServiceCurrentRevisionSummary.builder().arn(arn).build();
    }

    private static ServiceEvent event(String id) {
        return ServiceEvent.builder()
                .id(id)
                .message("has reached a steady state")
                .build();
    }

    private static ServiceFingerprint with(Consumer<Service.Builder> change) {
        return ServiceFingerprint.of(SERVICE.copy(change));
    }

    static List<Consumer<Service.Builder>> changes() {
        return List.of(
                service -> service.status("DRAINING"),
                service -> service.currentServiceDeployment("deployment-2"),
                service -> service.currentServiceRevisions(revision("revision-1")),
                service -> service.currentServiceRevisions(revision("revision-1"), revision("revision-3")),
                service -> service.deployments(ROLLING),
                service -> service.deployments(ROLLING.copy(d -> d.id("ecs-svc/3")), DRAINING),
                service -> service.deployments(ROLLING.copy(d -> d.status("INACTIVE")), DRAINING),
                service -> service.deployments(ROLLING.copy(d -> d.rolloutState("FAILED")), DRAINING),
                service -> service.taskSets(BLUE),
                service -> service.taskSets(BLUE, GREEN.copy(set -> set.id("greener"))),
                service -> service.taskSets(BLUE, GREEN.copy(set -> set.status("DRAINING"))),
                service -> service.events(event("event-3"), event("event-2"), event("event-1")),
                service -> service.events(List.of()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void eachOfTheseIsAChange(Consumer<Service.Builder> change) {
        assertThat(with(change)).isNotEqualTo(ServiceFingerprint.of(SERVICE));
    }

    @Test
    void anEventIsTheOnlyChangeThatLeavesTheRolloutsAsTheyWere() {
        ServiceFingerprint before = ServiceFingerprint.of(SERVICE);
        List<ServiceFingerprint> rollouts = changes().stream()
                .map(ServiceFingerprintTest::with)
                .filter(after -> !after.hasTheRolloutsOf(before))
                .toList();
        assertThat(rollouts).hasSize(changes().size() - 2);
    }

    @Test
    void orderCountsAndOlderEventsAreNone() {
        assertThat(with(service -> service.currentServiceRevisions(revision("revision-2"), revision("revision-1"))
                        .deployments(DRAINING, ROLLING)
                        .taskSets(GREEN, BLUE)
                        .desiredCount(7)
                        .runningCount(3)
                        .pendingCount(4)
                        .events(event("event-2"))))
                .isEqualTo(ServiceFingerprint.of(SERVICE));
    }

    @Test
    void nullsWithinListsAreLeftOut() {
        assertThat(with(service -> service.currentServiceRevisions(
                                Arrays.asList(null, revision("revision-1"), null, revision("revision-2")))
                        .deployments(Arrays.asList(null, ROLLING, DRAINING))
                        .taskSets(Arrays.asList(BLUE, null, GREEN))
                        .events(Arrays.asList(null, event("event-2")))))
                .isEqualTo(ServiceFingerprint.of(SERVICE));
    }

    @Test
    void whatHasNoFieldsAtAllIsLikeItself() {
        Service empty = Service.builder()
                .currentServiceRevisions(ServiceCurrentRevisionSummary.builder().build())
                .deployments(Deployment.builder().build())
                .taskSets(TaskSet.builder().build())
                .events(ServiceEvent.builder().build())
                .build();
        assertThat(ServiceFingerprint.of(empty)).isEqualTo(ServiceFingerprint.of(empty));
        assertThat(ServiceFingerprint.of(Service.builder().build()).current()).isEmpty();
    }

    @Test
    void aServiceThatIsMissingIsLikeNoneThatIsThere() {
        assertThat(ServiceFingerprint.missing("MISSING"))
                .isEqualTo(ServiceFingerprint.missing("MISSING"))
                .isNotEqualTo(ServiceFingerprint.missing(null))
                .isNotEqualTo(ServiceFingerprint.of(SERVICE));
    }

    @Test
    void itIsAsOldAsTheNewestOfItsDeployments() {
        Instant noon = Instant.parse("2026-01-15T12:00:00Z");
        ServiceFingerprint shown = with(service -> service.deployments(
                ROLLING.copy(d -> d.createdAt(noon.minusSeconds(1))), DRAINING.copy(d -> d.createdAt(noon)), null));
        assertThat(shown.deployedAt()).isEqualTo(noon);
        assertThat(shown.isOlderThan(noon)).isTrue();
        assertThat(shown.isOlderThan(noon.minusMillis(1))).isFalse();
        assertThat(ServiceFingerprint.missing("MISSING").isOlderThan(noon)).isTrue();
    }

    private ServiceFingerprint described(SimulatedService service) {
        return ServiceFingerprint.of(ecs.client()
                .describeServices(r -> r.cluster("prod").services(service.name()))
                .join()
                .services()
                .get(0));
    }

    /** Deployments by ECS: one that goes well, one that is rolled back, one that has no rollout state. */
    static Stream<Consumer<SimulatedService>> deployments() {
        Duration minute = Duration.ofMinutes(1);
        return Stream.of(
                service -> service.deploy(DeploymentScript.successful(minute)),
                service -> service.deploy(DeploymentScript.rollback(minute, "circuit breaker")),
                service -> service.deploy(DeploymentScript.blueGreen(minute, 2).build()));
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void aDeploymentByEcsShowsAtItsBeginningAndAtItsEnd(Consumer<SimulatedService> deploy) {
        SimulatedService web = ecs.cluster("prod").service("web");
        web.history(2);
        showsAtBothEnds(web, deploy);
    }

    @Test
    void aReplacedTaskSetShowsAtItsBeginningAndAtItsEnd() {
        Consumer<SimulatedService> replace = service -> service.replaceTaskSet(Duration.ofMinutes(1));
        showsAtBothEnds(ecs.cluster("prod").service("by-code-deploy").codeDeploy(), replace);
        showsAtBothEnds(ecs.cluster("prod").service("by-others").external(), replace);
    }

    private void showsAtBothEnds(SimulatedService service, Consumer<SimulatedService> deploy) {
        ServiceFingerprint before = described(service);
        deploy.accept(service);
        ServiceFingerprint begun = described(service);
        ecs.clock().advance(Duration.ofMinutes(10));
        ServiceFingerprint over = described(service);
        assertThat(begun.hasTheRolloutsOf(before)).isFalse();
        assertThat(over.hasTheRolloutsOf(begun)).isFalse();
        assertThat(over.hasTheRolloutsOf(before)).isFalse();
        assertThat(described(service)).isEqualTo(over);
    }

    @Test
    void aServiceThatIsScaledShowsByItsEventsAlone() {
        SimulatedService web = ecs.cluster("prod").service("web");
        web.history(1);
        ServiceFingerprint before = described(web);
        web.scale(9);
        assertThat(described(web)).isNotEqualTo(before).matches(after -> after.hasTheRolloutsOf(before));
    }
}
