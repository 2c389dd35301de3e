package dev.deployflux.simulator;

import static dev.deployflux.simulator.Operation.CONTINUE_SERVICE_DEPLOYMENT;
import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_DEPLOYMENTS;
import static dev.deployflux.simulator.Operation.DESCRIBE_SERVICE_REVISIONS;
import static dev.deployflux.simulator.Operation.LIST_SERVICE_DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage.POST_TEST_TRAFFIC_SHIFT;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
import software.amazon.awssdk.services.ecs.model.DescribeServiceRevisionsResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** What a description may tell that a list doesn't, and the other way. */
class DetailsTest {

    private static final Duration ROLLOUT = Duration.ofSeconds(1_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private SimulatedService web = ecs.cluster("prod").service("web");

    @AfterEach
    void close() {
        ecs.close();
    }

    @Test
    void aListMayBeOlderThanADescriptionAndTheOtherWay() {
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(MINUTE);
        Fault old = Fault.stale(Duration.ofSeconds(10));

        ecs.faults().inject(LIST_SERVICE_DEPLOYMENTS, old);
        assertThat(List.of(listed(), described(arn).status())).containsExactly(IN_PROGRESS, SUCCESSFUL);
        ecs.faults().inject(DESCRIBE_SERVICE_DEPLOYMENTS, old);
        assertThat(List.of(listed(), described(arn).status())).containsExactly(SUCCESSFUL, IN_PROGRESS);
    }

    @Test
    void aDescriptionThatIsOlderThanTheDeploymentCallsItMissing() {
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(Duration.ofSeconds(5));
        ecs.faults().inject(DESCRIBE_SERVICE_DEPLOYMENTS, Fault.stale(Duration.ofSeconds(10)));

        assertThat(describe(arn).failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("MISSING"));
    }

    @Test
    void accessToDescriptionsAloneMayBeDenied() {
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());

        assertThatThrownBy(() -> describe(arn)).hasCauseInstanceOf(AccessDeniedException.class);
        assertThat(listed()).isEqualTo(ServiceDeploymentStatus.PENDING);
    }

    @Test
    void accessToOneServiceThatIsDeniedFailsEachCallThatNamesIt() {
        String open = web.deploy(DeploymentScript.successful(MINUTE));
        String closed = ecs.cluster("prod").service("vault").deploy(DeploymentScript.successful(MINUTE));
        ecs.faults()
                .inject(
                        DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.arns().stream().anyMatch(arn -> arn.contains("/vault/")))
                                .always());

        assertThat(describe(open).serviceDeployments()).hasSize(1);
        assertThatThrownBy(() -> describe(open, closed)).hasCauseInstanceOf(AccessDeniedException.class);
    }

    @Test
    void deploymentsThatAreThereMayBeFailuresAllTheSame() {
        String first = web.deploy(DeploymentScript.successful(MINUTE));
        String second = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.faults().inject(DESCRIBE_SERVICE_DEPLOYMENTS, Fault.failures("MISSING", first));

        DescribeServiceDeploymentsResponse answer = describe(first, second);

        assertThat(answer.serviceDeployments())
                .extracting(ServiceDeployment::serviceDeploymentArn)
                .containsExactly(second);
        assertThat(answer.failures())
                .extracting(failure -> failure.arn() + " " + failure.reason())
                .containsExactly(first + " MISSING");
    }

    @Test
    void aStageThatTheSdkDoesNotKnowKeepsItsText() {
        String staged = web.deploy(DeploymentScript.blueGreen(ROLLOUT, 1).build());
        String plain = web.deploy(DeploymentScript.successful(MINUTE));
        ecs.clock().advance(Duration.ofSeconds(500));
        ecs.faults().inject(DESCRIBE_SERVICE_DEPLOYMENTS, Fault.unknownStage("SOAK"));

        assertThat(describe(staged, plain).serviceDeployments())
                .extracting(ServiceDeployment::lifecycleStageAsString)
                .containsExactly("SOAK", null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anArnOfAnotherRegionOrAccountFailsTheWholeCall(boolean inMemory) {
        ecs.close();
        ecs = EcsSimulator.builder().inMemory(inMemory).start();
        web = ecs.cluster("prod").service("web");
        String arn = web.deploy(DeploymentScript.successful(MINUTE));

        assertThatThrownBy(() -> describe(arn, arn.replace("eu-central-1", "us-east-1")))
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Invalid Region in ARN");
        assertThatThrownBy(() -> describe(arn, arn.replace("123456789012", "999999999999")))
                .hasCauseInstanceOf(AccessDeniedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevisionIsDescribedByItsArn(boolean inMemory) {
        ecs.close();
        ecs = EcsSimulator.builder().inMemory(inMemory).start();
        web = ecs.cluster("prod").service("web");
        String arn = web.deploy(DeploymentScript.successful(MINUTE));
        String revision = described(arn).targetServiceRevision().arn();

        DescribeServiceRevisionsResponse answer = revisions(revision, revision + "x", arn);

        assertThat(answer.serviceRevisions()).singleElement().satisfies(told -> {
            assertThat(told.serviceRevisionArn()).isEqualTo(revision);
            assertThat(told.serviceArn()).isEqualTo(web.arn());
            assertThat(told.clusterArn()).isEqualTo(ecs.cluster("prod").arn());
            assertThat(told.createdAt()).isEqualTo(ecs.clock().instant());
            assertThat(told.taskDefinition()).startsWith("arn:aws:ecs:eu-central-1:123456789012:task-definition/web:");
            assertThat(told.containerImages()).hasSize(1);
        });
        assertThat(answer.failures())
                .extracting(failure -> failure.arn() + " " + failure.reason())
                .containsExactly(revision + "x MISSING", arn + " MISSING");
    }

    @Test
    void atMostTwentyRevisionsAreDescribed() {
        assertThatThrownBy(() -> revisions(Collections.nCopies(21, "x").toArray(String[]::new)))
                .hasCauseInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("service revision ARNs can have at most 20 items.");
        assertThatThrownBy(this::revisions).hasCauseInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> revisions("arn:aws:ecs:us-east-1:123456789012:service-revision/prod/web/1"))
                .hasCauseInstanceOf(InvalidParameterException.class);
    }

    @Test
    void faultsMeetTheNewOperationsToo() {
        String arn = web.deploy(DeploymentScript.blueGreen(ROLLOUT, 1)
                .pauseAt(POST_TEST_TRAFFIC_SHIFT)
                .build());
        ecs.clock().advance(ROLLOUT);
        String hookId = described(arn).lifecycleHookDetails().get(0).hookId();
        ecs.faults().inject(CONTINUE_SERVICE_DEPLOYMENT, Fault.throttled());
        ecs.faults().inject(DESCRIBE_SERVICE_REVISIONS, Fault.serverError());

        assertThatThrownBy(() -> go(arn, hookId))
                .cause()
                .isInstanceOfSatisfying(EcsException.class, error -> assertThat(error.isThrottlingException())
                        .isTrue());
        assertThatThrownBy(() -> revisions("any")).hasCauseInstanceOf(EcsException.class);
        assertThat(described(arn).lifecycleHookDetails().get(0).statusAsString())
                .isEqualTo("AWAITING_ACTION");

        // Carried out, although nobody hears of it.
        ecs.faults().inject(CONTINUE_SERVICE_DEPLOYMENT, Fault.resetBeforeResponse());
        assertThatThrownBy(() -> go(arn, hookId)).isNotNull();
        assertThat(described(arn).lifecycleHookDetails().get(0).statusAsString())
                .isEqualTo("SUCCEEDED");
    }

    private void go(String arn, String hookId) {
        ecs.client()
                .continueServiceDeployment(r -> r.serviceDeploymentArn(arn).hookId(hookId))
                .join();
    }

    private ServiceDeploymentStatus listed() {
        return ecs.client()
                .listServiceDeployments(r -> r.cluster("prod").service("web"))
                .join()
                .serviceDeployments()
                .get(0)
                .status();
    }

    private ServiceDeployment described(String arn) {
        return describe(arn).serviceDeployments().get(0);
    }

    private DescribeServiceDeploymentsResponse describe(String... arns) {
        return ecs.client()
                .describeServiceDeployments(r -> r.serviceDeploymentArns(arns))
                .join();
    }

    private DescribeServiceRevisionsResponse revisions(String... arns) {
        return ecs.client()
                .describeServiceRevisions(r -> r.serviceRevisionArns(arns))
                .join();
    }
}
