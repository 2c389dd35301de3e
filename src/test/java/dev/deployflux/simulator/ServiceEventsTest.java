package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;

/** The events of a described service, which follow from its deployments and the clock. */
class ServiceEventsTest {

    private static final Duration HUNDRED_SECONDS = Duration.ofSeconds(100);

    private EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    private void tellOf(int events) {
        ecs.close();
        ecs = EcsSimulator.builder().inMemory(true).eventsPerService(events).start();
        web = ecs.cluster("prod").service("web");
    }

    @Test
    void aDeploymentTellsOfItsTasksAndOfItsEnd() {
        web.history(1);
        web.deploy(DeploymentScript.successful(HUNDRED_SECONDS));
        String id = ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0)
                .deployments()
                .get(0)
                .id();
        pass(10);
        assertThat(messages().get(0))
                .matches("\\(service web\\) has started 2 tasks: \\(task [0-9a-f]{32}\\) \\(task [0-9a-f]{32}\\)\\.");

        pass(90);
        assertThat(messages().subList(0, 3))
                .satisfiesExactly(
                        steady -> assertThat(steady).isEqualTo("(service web) has reached a steady state."),
                        completed -> assertThat(completed)
                                .isEqualTo("(service web) (deployment %s) deployment completed.", id),
                        stopped -> assertThat(stopped).startsWith("(service web) has stopped 2 running tasks: (task "));
        assertThat(messages().get(3)).isEqualTo("(service web) has begun draining connections on 2 tasks.");
    }

    @Test
    void aRollbackTellsOfTheFailureAndWhereItGoesBackTo() {
        tellOf(20);
        web.history(1);
        web.deploy(DeploymentScript.rollback(HUNDRED_SECONDS, DeploymentHistory.BREAKER));
        pass(100);

        assertThat(messages().subList(0, 4))
                .satisfiesExactly(
                        steady -> assertThat(steady).endsWith("steady state."),
                        completed -> assertThat(completed).endsWith("deployment completed."),
                        back -> assertThat(back).contains("rolling back to (deployment ecs-svc/"),
                        failed -> assertThat(failed).contains("deployment failed: ", "circuit breaker"));
    }

    @Test
    void anIdleServiceReachesASteadyStateAgainEverySixHours() {
        List<String> ids = ids();
        pass(1);
        String now = ids().get(0);
        int changes = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            pass(60);
            if (!ids().get(0).equals(now)) {
                now = ids().get(0);
                changes++;
            }
        }

        assertThat(ids).hasSize(5);
        assertThat(changes).isEqualTo(4);
        assertThat(ids()).hasSize(5).containsAnyOf(ids.get(0));
    }

    @Test
    void upToAHundredAreToldTheNewestFirstAndEachByAnIdOfItsOwn() {
        for (int most : List.of(0, 1, 100)) {
            tellOf(most);
            web.history(40);

            assertThat(ids()).hasSize(most).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f-]{36}"));
            assertThat(events())
                    .isSortedAccordingTo(
                            Comparator.comparing(ServiceEvent::createdAt).reversed());
        }
        assertThatThrownBy(() -> EcsSimulator.builder().eventsPerService(101)).hasMessageContaining("0 to 100");
    }

    @Test
    void whatWasToldStaysAsItWas() {
        tellOf(100);
        web.history(3);
        web.deploy(DeploymentScript.blueGreen(HUNDRED_SECONDS, 3).build());
        web.deploy(DeploymentScript.rollback(Duration.ofSeconds(50), "alarm"));
        List<ServiceEvent> last = List.of();
        for (int second = 0; second < 200; second += 5) {
            List<ServiceEvent> now = events();
            List<ServiceEvent> shared = new ArrayList<>(now);
            shared.retainAll(last);
            assertThat(shared.size()).isGreaterThanOrEqualTo(last.size() - (now.size() - shared.size()));
            last = now;
            pass(5);
            if (second == 120) {
                web.scale(9);
            }
        }
        assertThat(messages()).anyMatch(message -> message.contains("has started 7 tasks: "));
    }

    @Test
    void scalingIsTold() {
        String idle = ids().get(0);
        web.scale(3);
        assertThat(messages().get(0)).startsWith("(service web) has started 1 tasks: ");
        pass(30);
        assertThat(messages().get(0)).isEqualTo("(service web) has reached a steady state.");
        assertThat(ids().get(2)).isEqualTo(idle);
        web.scale(1);
        assertThat(messages().get(0)).startsWith("(service web) has stopped 2 running tasks: ");
    }

    private void pass(int seconds) {
        ecs.clock().advance(Duration.ofSeconds(seconds));
    }

    private List<String> messages() {
        return events().stream().map(ServiceEvent::message).toList();
    }

    private List<String> ids() {
        return events().stream().map(ServiceEvent::id).toList();
    }

    private List<ServiceEvent> events() {
        return ecs.client()
                .describeServices(r -> r.cluster("prod").services("web"))
                .join()
                .services()
                .get(0)
                .events();
    }
}
