package dev.deployflux.http;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import reactor.test.StepVerifier;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** A service of three pages, over real HTTP, and a fault on the second. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultOnPageTwo {

    static final int ROWS = 250;

    EcsSimulator ecs;
    List<String> arns;
    EcsAsyncClient tryingOnce;

    @BeforeAll
    void start() {
        ecs = EcsSimulator.start();
        SimulatedService web = ecs.cluster("prod").service("web");
        web.history(ROWS);
        arns = new ArrayList<>(web.deploymentArns());
        Collections.reverse(arns); // newest first, as the simulator lists them
        tryingOnce = ecs.clientBuilder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(Duration.ofSeconds(20)))
                .build();
    }

    @AfterAll
    void stop() {
        tryingOnce.close();
        ecs.close();
    }

    @AfterEach
    void heal() {
        ecs.faults().clear();
        ecs.calls().clear();
    }

    void onPageTwo(Fault fault) {
        ecs.faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault).skip(1));
    }

    StepVerifier.FirstStep<String> listWith(ServiceDeployments deployments) {
        return StepVerifier.create(deployments
                .list(r -> r.cluster("prod").service("web"))
                .map(ServiceDeploymentBrief::serviceDeploymentArn));
    }
}
