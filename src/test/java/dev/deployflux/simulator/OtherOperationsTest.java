package dev.deployflux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.ListClustersResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.SchedulingStrategy;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceCurrentRevisionSummary;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

class OtherOperationsTest {

    private final EcsSimulator ecs = EcsSimulator.start();
    private final SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void servicesComeTenToAPageByName() {
        List<String> arns = new ArrayList<>(List.of(web.arn()));
        for (int i = 0; i < 14; i++) {
            arns.add(ecs.cluster("prod").service("api-" + i).arn());
        }
        Collections.sort(arns);

        ListServicesResponse first =
                ecs.client().listServices(r -> r.cluster("prod")).join();
        ListServicesResponse last = ecs.client()
                .listServices(r -> r.cluster("prod").nextToken(first.nextToken()))
                .join();

        assertThat(first.serviceArns()).isEqualTo(arns.subList(0, 10));
        assertThat(last.serviceArns()).isEqualTo(arns.subList(10, 15));
        assertThat(last.nextToken()).isNull();
    }

    @Test
    void servicesHaveNoLaunchTypeToFilterBy() {
        assertThatThrownBy(() -> ecs.client()
                        .listServices(r -> r.cluster("prod").launchType(LaunchType.FARGATE))
                        .join())
                .cause()
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("launchType");
        assertThatThrownBy(() -> ecs.client()
                        .listServices(r -> r.cluster("prod").schedulingStrategy(SchedulingStrategy.DAEMON))
                        .join())
                .cause()
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("schedulingStrategy");
    }

    @Test
    void theServicesPaginatorOfTheSdkListsThemAll() {
        for (int i = 0; i < 25; i++) {
            ecs.cluster("prod").service("api-" + i);
        }
        List<String> arns = Flux.from(ecs.client()
                        .listServicesPaginator(r -> r.cluster("prod"))
                        .serviceArns())
                .collectList()
                .block();

        assertThat(arns).hasSize(26).doesNotHaveDuplicates();
    }

    @Test
    void servicesOfAClusterThatIsNotThereAreRefused() {
        assertThatThrownBy(() ->
                        ecs.client().listServices(r -> r.cluster("staging")).join())
                .hasCauseInstanceOf(ClusterNotFoundException.class);
        assertThatThrownBy(() -> ecs.client()
                        .listServices(r -> r.cluster("prod").maxResults(101))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class);
    }

    @Test
    void clustersComeOneHundredToAPage() {
        for (int i = 0; i < 100; i++) {
            ecs.cluster("c" + i);
        }

        ListClustersResponse first = ecs.client().listClusters().join();
        ListClustersResponse last =
                ecs.client().listClusters(r -> r.nextToken(first.nextToken())).join();

        assertThat(first.clusterArns()).hasSize(100);
        assertThat(last.clusterArns()).containsExactly("arn:aws:ecs:eu-central-1:123456789012:cluster/prod");
        assertThat(last.nextToken()).isNull();
    }

    @Test
    void aDescribedDeploymentTellsWhatAListedOneDoesNot() {
        Instant now = ecs.clock().instant();
        String old = web.history(1).get(0);
        String arn = web.add(SimulatedDeployment.builder()
                        .createdAt(now.minusSeconds(60))
                        .startedAt(now.minusSeconds(50))
                        .updatedAt(now.minusSeconds(1))
                        .finishedAt(now.minusSeconds(1))
                        .stoppedAt(now.minusSeconds(2))
                        .status(ROLLBACK_SUCCESSFUL)
                        .statusReason("done")
                        .lifecycleStage("CLEAN_UP")
                        .rollback(now.minusSeconds(30), "alarm")
                        .build())
                .get(0);

        DescribeServiceDeploymentsResponse response = ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arn, old, arn + "x", "nonsense"))
                .join();

        ServiceDeployment deployment = response.serviceDeployments().get(0);
        assertThat(deployment.serviceDeploymentArn()).isEqualTo(arn);
        assertThat(deployment.createdAt()).isEqualTo(now.minusSeconds(60));
        assertThat(deployment.updatedAt()).isEqualTo(now.minusSeconds(1));
        assertThat(deployment.stoppedAt()).isEqualTo(now.minusSeconds(2));
        assertThat(deployment.lifecycleStage()).isEqualTo(ServiceDeploymentLifecycleStage.CLEAN_UP);
        assertThat(deployment.rollback().reason()).isEqualTo("alarm");
        assertThat(deployment.rollback().startedAt()).isEqualTo(now.minusSeconds(30));
        assertThat(deployment.sourceServiceRevisions()).hasSize(1);
        assertThat(deployment.rollback().serviceRevisionArn())
                .isEqualTo(deployment.sourceServiceRevisions().get(0).arn())
                .isEqualTo(response.serviceDeployments()
                        .get(1)
                        .targetServiceRevision()
                        .arn());
        assertThat(deployment.targetServiceRevision().runningTaskCount()).isZero();
        assertThat(response.failures())
                .extracting(failure -> failure.arn() + " " + failure.reason())
                .containsExactly(arn + "x MISSING", "nonsense MISSING");
    }

    @Test
    void atMostTwentyDeploymentsAndTenServicesAreDescribed() {
        assertThatThrownBy(() -> ecs.client()
                        .describeServiceDeployments(r -> r.serviceDeploymentArns(Collections.nCopies(21, "x")))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("service deployment ARNs can have at most 20 items.");
        assertThatThrownBy(
                        () -> ecs.client().describeServiceDeployments(r -> {}).join())
                .hasCauseInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> ecs.client()
                        .describeServices(r -> r.cluster("prod").services(Collections.nCopies(11, "x")))
                        .join())
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("service names can have at most 10 items.");
    }

    @Test
    void aDescribedServiceNamesItsNewestDeployment() {
        web.history(2);
        String live = web.deploy(DeploymentScript.endless(Duration.ofSeconds(1)));
        ecs.clock().advance(Duration.ofSeconds(1));

        DescribeServicesResponse response = ecs.client()
                .describeServices(r -> r.cluster("prod").services("web", "api"))
                .join();

        Service service = response.services().get(0);
        assertThat(service.serviceArn()).isEqualTo(web.arn());
        assertThat(service.serviceName()).isEqualTo("web");
        assertThat(service.clusterArn()).isEqualTo(ecs.cluster("prod").arn());
        assertThat(service.status()).isEqualTo("ACTIVE");
        assertThat(service.desiredCount()).isEqualTo(2);
        assertThat(service.currentServiceDeployment()).isEqualTo(live);
        assertThat(service.currentServiceRevisions())
                .extracting(ServiceCurrentRevisionSummary::runningTaskCount)
                .containsExactly(1, 1);
        assertThat(response.failures())
                .extracting(failure -> failure.arn() + " " + failure.reason())
                .containsExactly(ecs.cluster("prod").arn().replace(":cluster/", ":service/") + "/api MISSING");
    }

    @Test
    void aDeletedServiceIsGoneWithItsDeployments() {
        String arn = web.history(1).get(0);
        web.delete();

        assertThatThrownBy(() -> ecs.client()
                        .listServiceDeployments(r -> r.cluster("prod").service("web"))
                        .join())
                .hasCauseInstanceOf(ServiceNotFoundException.class);
        assertThat(ecs.client()
                        .describeServiceDeployments(r -> r.serviceDeploymentArns(arn))
                        .join()
                        .failures())
                .hasSize(1);
        assertThatThrownBy(() -> web.history(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cluster(\"prod\").service(\"web\")");
        assertThat(ecs.cluster("prod").service("web").deploymentArns()).isEmpty();
    }
}
