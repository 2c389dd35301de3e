package dev.deployflux.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.docs.Guides;
import dev.deployflux.fixture.ChildJvm;
import dev.deployflux.fixture.SharedLoops;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The README's scan in a process of its own; and on an account that pretends to be one of AWS. */
@ExtendWith({OutputCaptureExtension.class, SharedLoops.class})
class DemoScanTest {

    private static final Pattern COMMAND = Pattern.compile("arguments=(--deployflux\\.demo\\.scan=\\S+)`");
    private static final List<String> AWS =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrlEcs");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EcsSimulator ecs;

    @BeforeEach
    void pretendToBeAws() {
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(450);
        ecs.cluster("prod").service("api").history(40);
        ecs.cluster("staging").service("web").history(120);
        System.setProperty("aws.accessKeyId", "reader");
        System.setProperty("aws.secretAccessKey", "secret");
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.endpointUrlEcs", ecs.endpoint().toString());
    }

    @AfterEach
    void stop() {
        AWS.forEach(System::clearProperty);
        ecs.close();
    }

    private static int scanOfAws() {
        return SpringApplication.exit(
                DemoApplication.start("--deployflux.demo.scan=true", "--deployflux.demo.aws=true"));
    }

    @Test
    void theReadmesCommandCountsTheWholeShopAndEndsWell(@TempDir Path directory)
            throws IOException, InterruptedException {
        var argument = COMMAND.matcher(Guides.text());
        assertThat(argument.find()).isTrue();

        String output = ChildJvm.run(
                directory, ChildJvm.SHORT_LIVED, DemoApplication.class.getName(), List.of(argument.group(1)));

        assertThat(output)
                .containsPattern("\ndefault +12 +3,826 +227 +\\d+\n")
                .containsPattern("\nprod +12 +3,826 +227 +\\d+\n")
                .containsPattern("\nstaging +12 +3,826 +227 +\\d+\n")
                .containsPattern("\nall +36 +11,478 +681 +\\d+\n")
                .as("no bar where there is no terminal")
                .doesNotContain("\r", "\u001b", "%");
    }

    @Test
    void yourOwnAccountIsCountedCallByCall(CapturedOutput output) {
        assertThat(scanOfAws()).isZero();

        int calls = ecs.calls().count(Operation.LIST_SERVICE_DEPLOYMENTS);
        assertThat(output.getOut())
                .containsPattern("prod +2 +490 +31 ")
                .containsPattern("staging +1 +120 +7 ")
                .containsPattern("all +3 +610 +38 +" + calls + "\\R");
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void aServiceThatFailsIsNamedAndTheOthersGoOn(CapturedOutput output) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.service().equals(Optional.of("api")))
                                .always());

        assertThat(scanOfAws()).isOne();

        assertThat(output.getOut()).containsPattern("all +3 +570 ");
        assertThat(output.getErr()).contains("prod/api: User isn't authorized to do this.");
    }

    @Test
    void aClusterThatFailsIsNamedAndTheOthersGoOn(CapturedOutput output) {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICES,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.cluster().orElse("").endsWith("prod"))
                                .always());

        assertThat(scanOfAws()).isOne();

        assertThat(output.getOut()).containsPattern("all +1 +120 ");
        assertThat(output.getErr()).containsPattern("services of cluster .*prod: User isn't authorized");
    }

    @Test
    void withoutPermissionToListClustersThatIsSaid(CapturedOutput output) {
        ecs.faults()
                .inject(
                        Operation.LIST_CLUSTERS,
                        FaultRule.of(Fault.accessDenied()).always());

        assertThat(scanOfAws()).isOne();

        assertThat(output.getErr())
                .contains("the clusters: User isn't authorized")
                .doesNotContain("\tat ");
    }

    @Test
    void allServicesBecomeKnownWhileTheFirstAreScanned() {
        for (int i = 0; i < 8; i++) {
            ecs.cluster("cluster-" + i).service("web").history(1);
        }
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).always());
        var scanning = new BulkScan(ServiceDeployments.create(ecs.client()))
                .into(new ScanTally())
                .subscribe();

        ecs.calls().whenCalled(Operation.LIST_SERVICES, 10).block(PATIENCE);

        scanning.dispose();
    }

    @Test
    void aScanThatIsCancelledAbortsItsCalls() {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).always());
        var scanning = new BulkScan(ServiceDeployments.create(ecs.client()))
                .into(new ScanTally())
                .subscribe();
        ecs.calls().whenCalled(Operation.LIST_SERVICE_DEPLOYMENTS, 3).block(PATIENCE);

        scanning.dispose();

        ecs.calls().whenAborted(3).block(PATIENCE);
    }
}
