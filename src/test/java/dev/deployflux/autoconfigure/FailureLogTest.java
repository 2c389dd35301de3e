package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentEvent.LookupFailing;
import dev.deployflux.watch.DeploymentEvent.LookupRecovered;
import dev.deployflux.watch.DeploymentEvent.ServiceFailing;
import dev.deployflux.watch.DeploymentEvent.ServiceRecovered;
import dev.deployflux.watch.DeploymentFeed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.Exceptions;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Whoever is called at night finds the cause in the log. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class FailureLogTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    private final FailureLog log = new FailureLog();

    private void hear(DeploymentEvent... events) {
        List.of(events).forEach(log);
    }

    @Test
    void theFirstFailureInARowAndItsEndHaveALineEach(CapturedOutput output) {
        IllegalStateException error = new IllegalStateException("role reader may not ecs:ListServiceDeployments");

        hear(new ServiceFailing(WEB, error, 1, null, SOON), new ServiceFailing(WEB, error, 2, null, SOON));
        hear(new ServiceRecovered(WEB, 2, null));

        assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("prod/web"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("WARN", "role reader may not"),
                        line -> assertThat(line).contains("INFO", "after 2 failures"));
    }

    @Test
    void eachClusterThatFailedIsNamed(CapturedOutput output) {
        Throwable both = Exceptions.multiple(new IllegalStateException("prod"), new IllegalStateException("staging"));

        hear(new LookupFailing(both, 1, SOON), new LookupFailing(both, 2, SOON), new LookupRecovered(2));

        assertThat(output.getOut().lines())
                .satisfiesExactly(line -> assertThat(line).contains("WARN", "prod", "staging"), line -> assertThat(line)
                        .contains("INFO", "after 2 failures"));
    }

    @Test
    void theWatcherOfAnApplicationHasIt(CapturedOutput output) {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start()) {
            ecs.faults()
                    .inject(
                            Operation.LIST_SERVICES,
                            FaultRule.of(Fault.accessDenied()).always());
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
                    .withBean(EcsAsyncClient.class, ecs::client)
                    .withPropertyValues("deployflux.feed.clusters=prod")
                    .run(context -> context.getBean(DeploymentFeed.class)
                            .events()
                            .takeUntil(LookupFailing.class::isInstance)
                            .blockLast());
        }

        assertThat(output.getOut()).contains("Services can't be looked up", "isn't authorized");
    }
}
