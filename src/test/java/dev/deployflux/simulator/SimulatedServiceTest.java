package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_FAILED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.STOPPED;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

class SimulatedServiceTest {

    private final SimulatorClock clock = SimulatorClock.held(Instant.parse("2026-01-15T12:00:00Z"));
    private final SimulatedService web = service();

    @Test
    void ofAHundredDeploymentsElevenDidNotSucceed() {
        web.history(100);

        Map<ServiceDeploymentStatus, Long> outcomes =
                web.deploymentArns().stream().collect(Collectors.groupingBy(web::status, Collectors.counting()));

        assertThat(outcomes)
                .isEqualTo(Map.of(SUCCESSFUL, 89L, ROLLBACK_SUCCESSFUL, 5L, STOPPED, 5L, ROLLBACK_FAILED, 1L));
    }

    @Test
    void aLongHistoryFitsIntoTheNinetyDaysThatEcsKeeps() {
        web.history(100_000);

        Collection<DeploymentRow> rows = web.index().oldestFirst();
        assertThat(rows).extracting(DeploymentRow::createdAt).doesNotHaveDuplicates();
        assertThat(rows.iterator().next().createdAt())
                .isBetween(
                        clock.instant().minus(Duration.ofDays(90)),
                        clock.instant().minus(Duration.ofDays(89)));
        assertThat(rows)
                .allMatch(row ->
                        DeploymentState.isFinal(row.stateAt(clock.instant()).status()));
    }

    @Test
    void twoRunsMakeTheSameHistory() {
        assertThat(web.history(50)).isEqualTo(service().history(50)).doesNotHaveDuplicates();
    }

    @Test
    void arnsAreToldInTheOrderOfCreation() {
        List<String> arns = web.history(5);

        assertThat(web.deploymentArns()).isEqualTo(arns);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> web.history(-1)).withMessageContaining("0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> web.history(1, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> web.add(SimulatedDeployment.builder()
                        .createdAt(clock.instant().plusMillis(1))
                        .build()))
                .withMessageContaining("advance the clock");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedDeployment.builder().build())
                .withMessageContaining("createdAt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedDeployment.builder().status(ServiceDeploymentStatus.UNKNOWN_TO_SDK_VERSION))
                .withMessageContaining("Fault.unknownStatus");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedDeployment.builder().id("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> web.status("nonsense"));
        assertThatIllegalArgumentException().isThrownBy(() -> web.cluster().service(web.arn()));
    }

    @Test
    void twoDeploymentsOfOneIdAreRefused() {
        SimulatedDeployment deployment = SimulatedDeployment.builder()
                .id("same")
                .createdAt(clock.instant())
                .build();
        web.add(deployment);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> web.add(deployment))
                .withMessageContaining("its own id");
        assertThat(web.deploymentArns()).hasSize(1);
    }

    private SimulatedService service() {
        SimulatorSettings settings = new SimulatorSettings(
                clock,
                Arns.of("eu-central-1", "123456789012"),
                Duration.ofHours(1),
                RowOrder.SHUFFLED,
                WindowEdges.BOTH_INCLUSIVE,
                false,
                ServiceDescriptions.USUAL);
        return new SimulatedAccount(settings).cluster("prod").service("web");
    }
}
