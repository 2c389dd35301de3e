package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.Eventually;
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
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.FeedEvents.StoreFailing;
import dev.deployflux.watch.FeedEvents.StoreRecovered;
import dev.deployflux.watch.HasteEvents.DetectorFailing;
import dev.deployflux.watch.HasteEvents.DetectorRecovered;
import dev.deployflux.watch.HasteEvents.HintsFailing;
import dev.deployflux.watch.HasteEvents.HintsRecovered;
import dev.deployflux.watch.RolloutEvents.DetailsFailing;
import dev.deployflux.watch.RolloutEvents.DetailsRecovered;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Exceptions;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Whoever is called at night finds the cause in the log. */
@Timeout(30)
class FailureLogTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    private final HeardLog heard = new HeardLog(DeploymentWatcher.class);
    private final FailureLog log = new FailureLog();

    @AfterEach
    void close() {
        heard.close();
    }

    private void hear(DeploymentEvent... events) {
        List.of(events).forEach(log);
    }

    @Test
    void theFirstFailureInARowAndItsEndHaveALineEach() {
        IllegalStateException error = new IllegalStateException("role reader may not ecs:ListServiceDeployments");

        hear(new ServiceFailing(WEB, error, 1, null, SOON), new ServiceFailing(WEB, error, 2, null, SOON));
        hear(new ServiceRecovered(WEB, 2, null));

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN").contains("prod/web", "role reader may not"),
                        line -> assertThat(line).startsWith("INFO").contains("prod/web", "after 2 failures"));
    }

    @Test
    void deploymentsThatCannotBeDescribedHaveALine() {
        hear(new DetailsFailing(new IllegalStateException("role reader may not"), 3, SOON), new DetailsRecovered());

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("WARN")
                                .contains("3 deployments in flight", "role reader may not"),
                        line -> assertThat(line).startsWith("INFO").contains("described again"));
    }

    @Test
    void servicesThatCannotBeDescribedHaveALine() {
        hear(new DetectorFailing(new IllegalStateException("role reader may not"), 40, SOON), new DetectorRecovered());

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN").contains("40 services", "role reader may not"),
                        line -> assertThat(line).startsWith("INFO").contains("described again"));
    }

    @Test
    void hintsThatDoNotComeHaveALineForTheFirstFailureInARow() {
        IllegalStateException error = new IllegalStateException("the queue is gone");

        hear(new HintsFailing(error, 1, SOON), new HintsFailing(error, 2, SOON), new HintsRecovered(2));

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN").contains("Hints", "the queue is gone"),
                        line -> assertThat(line).startsWith("INFO").contains("after 2 failures"));
    }

    @Test
    void aStoreThatFailsHasALine() {
        hear(new StoreFailing(new IllegalStateException("no password"), SOON), new StoreRecovered());

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN").contains("What replicas share", "no password"),
                        line -> assertThat(line).startsWith("INFO").contains("reached again"));
    }

    @Test
    void eachClusterThatFailedIsNamed() {
        Throwable both = Exceptions.multiple(new IllegalStateException("prod"), new IllegalStateException("staging"));

        hear(new LookupFailing(both, 1, SOON), new LookupFailing(both, 2, SOON), new LookupRecovered(2));

        assertThat(heard.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN").contains("prod", "staging"),
                        line -> assertThat(line).startsWith("INFO").contains("after 2 failures"));
    }

    @Test
    void aClusterThatBeginsToFailWhileAnotherDoesHasALineToo() {
        IllegalStateException error = new IllegalStateException("gone");
        LookupFailing.Cluster old = new LookupFailing.Cluster("prod", error, 2);
        LookupFailing.Cluster added = new LookupFailing.Cluster("staging", error, 1);

        hear(new LookupFailing(error, 2, SOON, List.of(old)), new LookupFailing(error, 3, SOON, List.of(old, added)));

        assertThat(heard.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("WARN").contains("prod: ", "staging: "));
    }

    @Test
    void theWatcherOfAnApplicationHasIt() {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start()) {
            ecs.faults()
                    .inject(
                            Operation.LIST_SERVICES,
                            FaultRule.of(Fault.accessDenied()).always());
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
                    .withBean(EcsAsyncClient.class, ecs::client)
                    .withPropertyValues("deployflux.feed.clusters=prod")
                    .run(context -> {
                        context.getBean(DeploymentFeed.class)
                                .events()
                                .takeUntil(LookupFailing.class::isInstance)
                                .blockLast();
                        // Subscribers may hear of a failure before the listeners do.
                        Eventually.holds(() -> !heard.lines().isEmpty());
                    });
        }

        assertThat(heard.lines().get(0))
                .startsWith("WARN Services can't be looked up")
                .contains("isn't authorized");
    }

    @Test
    void servicesThatAreNamedAreWatchedThoughTheClustersBesideThemCanNotBeListed() {
        try (EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start()) {
            ecs.cluster("prod").service("web");
            ecs.faults()
                    .inject(
                            Operation.LIST_SERVICES,
                            FaultRule.of(Fault.accessDenied()).always());
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
                    .withBean(EcsAsyncClient.class, ecs::client)
                    .withPropertyValues("deployflux.feed.clusters=staging", "deployflux.feed.services=prod/web")
                    .run(context -> assertThat(context.getBean(DeploymentFeed.class)
                                    .events()
                                    .ofType(DeploymentEvent.PassCompleted.class)
                                    .blockFirst())
                            .extracting(DeploymentEvent.PassCompleted::service)
                            .isEqualTo(WEB));
        }
    }
}
