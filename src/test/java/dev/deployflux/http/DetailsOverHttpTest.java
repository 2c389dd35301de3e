package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.DetailsException;
import dev.deployflux.DetailsFailure;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/** Deployments in full, as the server sees it. */
class DetailsOverHttpTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private EcsSimulator ecs;
    private ServiceDeployments deployments;

    @BeforeEach
    void start() {
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(250);
        deployments = ServiceDeployments.create(ecs.client());
    }

    @AfterEach
    void stop() {
        ecs.close();
    }

    private Flux<String> details() {
        return deployments
                .list(r -> r.cluster("prod").service("web"))
                .transformDeferred(deployments.details())
                .map(ServiceDeployment::serviceDeploymentArn);
    }

    private List<String> listed() {
        return deployments
                .list(r -> r.cluster("prod").service("web"))
                .map(row -> row.serviceDeploymentArn())
                .collectList()
                .blockOptional(SOON)
                .orElseThrow();
    }

    private int calls() {
        return ecs.calls().count(Operation.DESCRIBE_SERVICE_DEPLOYMENTS);
    }

    @Test
    void aHistoryIsToldInFullInTheOrderOfItsRows() {
        assertThat(details().collectList().block(SOON)).isEqualTo(listed());

        assertThat(calls()).isEqualTo(13);
    }

    @Test
    void ofAThousandArnsThreeAreUnknown() {
        List<String> arns = new ArrayList<>(ecs.cluster("prod").service("api").history(997));
        List<String> unknown = List.of(ScriptedClient.arn(1), ScriptedClient.arn(2), ScriptedClient.arn(3));
        arns.add(0, unknown.get(0));
        arns.add(500, unknown.get(1));
        arns.add(unknown.get(2));

        StepVerifier.create(deployments.details(Flux.fromIterable(arns)))
                .expectNextCount(997)
                .verifyErrorSatisfies(error -> assertThat(((DetailsException) error).failures())
                        .allSatisfy(failure ->
                                assertThat(failure.error()).isInstanceOf(ServiceDeploymentNotFoundException.class))
                        .extracting(DetailsFailure::arn)
                        .isEqualTo(unknown));

        assertThat(calls()).isEqualTo(50);
    }

    @Test
    void aThrottledBatchIsTriedAgainByTheClient() {
        ecs.faults()
                .inject(
                        Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.throttled()).skip(3));

        assertThat(details().collectList().block(SOON)).isEqualTo(listed());
    }

    @Test
    void whoMayListAndNotDescribeIsToldSoOfEach() {
        ecs.faults()
                .inject(
                        Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());

        StepVerifier.create(details()).verifyErrorSatisfies(error -> {
            assertThat(error)
                    .isInstanceOf(DetailsException.class)
                    .hasCauseInstanceOf(AccessDeniedException.class)
                    .hasMessageContainingAll("250 deployments could not be described", "and 240 more");
        });
    }

    @Test
    void cancelClosesTheConnectionOfACallThatHangs() {
        HeldFault hanging = Fault.hold();
        ecs.faults()
                .inject(
                        Operation.DESCRIBE_SERVICE_DEPLOYMENTS,
                        FaultRule.of(hanging).skip(1));
        Disposable subscription = details().subscribe();
        hanging.reached().block(SOON);

        subscription.dispose();

        ecs.calls().whenAborted(1).block(SOON);
        assertThat(calls()).isEqualTo(2);
    }
}
