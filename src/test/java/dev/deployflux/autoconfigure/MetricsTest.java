package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.docs.Guides;
import dev.deployflux.fixture.Eventually;
import dev.deployflux.micrometer.PassMeters;
import dev.deployflux.micrometer.QuotaMeters;
import dev.deployflux.micrometer.SseMeters;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.watch.DeploymentEvent;
import dev.deployflux.watch.DeploymentFeed;
import dev.deployflux.watch.DeploymentWatcher;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** What is measured, with Spring Boot's own metrics and observations. */
class MetricsTest {

    private final EcsSimulator ecs = EcsSimulator.builder().inMemory(true).start();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, ecs::client)
            .withPropertyValues("deployflux.feed.clusters=prod");
    private final ApplicationContextRunner measured = application
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    ObservationAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class);

    @AfterEach
    void close() {
        ecs.close();
    }

    private void measure(Consumer<AssertableApplicationContext> test) {
        measured.run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context);
        });
    }

    private static void list(AssertableApplicationContext context) {
        context.getBean(ServiceDeployments.class)
                .list(r -> r.cluster("prod").service("web"))
                .onErrorComplete()
                .blockLast();
    }

    @Test
    void callsPagesAndRowsAreCounted() {
        ecs.cluster("prod").service("web").history(250);
        measure(context -> {
            list(context);

            MeterRegistry meters = context.getBean(MeterRegistry.class);
            assertThat(meters.get("deployflux.call")
                            .tag("operation", "ListServiceDeployments")
                            .tag("outcome", "success")
                            .tag("error", "none")
                            .timer()
                            .count())
                    .isEqualTo(3);
            assertThat(meters.get("deployflux.page.rows").summary()).satisfies(pages -> {
                assertThat(pages.count()).isEqualTo(3);
                assertThat(pages.totalAmount()).isEqualTo(250);
            });
            assertThat(meters.get("deployflux.quota.wait").timer().count()).isEqualTo(3);
        });
    }

    @Test
    void outcomesAreToldApart() {
        ecs.cluster("prod").service("web").history(1);
        measure(context -> {
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            for (Fault fault : List.of(Fault.throttled(), Fault.accessDenied(), Fault.malformedJson())) {
                ecs.faults().clear();
                ecs.faults()
                        .inject(
                                Operation.LIST_SERVICE_DEPLOYMENTS,
                                FaultRule.of(fault).always());
                list(context);
            }

            assertThat(List.of("throttled", "refused", "failed"))
                    .allSatisfy(outcome -> assertThat(meters.get("deployflux.call")
                                    .tag("outcome", outcome)
                                    .timer()
                                    .count())
                            .isEqualTo(1));
            assertThat(meters.get("deployflux.throttles").counter().count()).isEqualTo(1);
        });
    }

    @Test
    void aCancelledCallIsAnOutcomeToo() {
        ecs.cluster("prod").service("web");
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.hang()).always());
        measure(context -> {
            context.getBean(ServiceDeployments.class)
                    .list(r -> r.cluster("prod").service("web"))
                    .subscribe()
                    .dispose();

            assertThat(context.getBean(MeterRegistry.class)
                            .get("deployflux.call")
                            .tag("outcome", "cancelled")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void aCallIsAChildOfTheSubscribersObservation() {
        ecs.cluster("prod").service("web");
        List<Observation.Context> seen = new ArrayList<>();
        measure(context -> {
            ObservationRegistry registry = context.getBean(ObservationRegistry.class);
            registry.observationConfig().observationHandler(new Seen(seen));
            Observation request = Observation.start("request", registry);

            context.getBean(ServiceDeployments.class)
                    .list(r -> r.cluster("prod").service("web"))
                    .contextWrite(any -> any.put(ObservationThreadLocalAccessor.KEY, request))
                    .blockLast();

            assertThat(seen).singleElement().satisfies(call -> {
                assertThat(call.getName()).isEqualTo("deployflux.call");
                assertThat(call.getContextualName()).isEqualTo("ecs ListServiceDeployments");
                assertThat(call.getParentObservation()).isSameAs(request);
            });
        });
    }

    private record Seen(List<Observation.Context> stopped)
            implements io.micrometer.observation.ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            stopped.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void aFeedsPassesAndStateAreMeasured() {
        ecs.cluster("prod").service("web").history(2);
        measure(context -> {
            DeploymentFeed feed = context.getBean(DeploymentFeed.class);
            feed.events()
                    .takeUntil(DeploymentEvent.PassCompleted.class::isInstance)
                    .blockLast();

            MeterRegistry meters = context.getBean(MeterRegistry.class);
            Timer passes = meters.get("deployflux.watch.pass").timer();
            Eventually.holds(() -> passes.count() > 0); // subscribers may hear of a pass before the listeners do
            assertThat(passes.count()).isEqualTo(1);
            assertThat(meters.get("deployflux.feed.services").gauge().value()).isEqualTo(1);
            assertThat(meters.get("deployflux.feed.lag").timeGauge().value()).isNotNegative();
            assertThat(meters.get("deployflux.feed.unreadable").gauge().value()).isZero();
            assertThat(meters.get("deployflux.feed.subscribers").gauge().value())
                    .isZero();
            assertThat(meters.get("deployflux.sse.clients").gauge().value()).isZero();
            assertThat(meters.get("deployflux.sse.clients.max").gauge().value()).isEqualTo(5_000);
            assertThat(meters.get("deployflux.quota.rate")
                            .tag("bucket", "service_deployments")
                            .gauge()
                            .value())
                    .isEqualTo(20);
        });
    }

    @Test
    void failuresOfPassesAreCounted() {
        measure(context -> {
            PassMeters passes = new PassMeters(context.getBean(MeterRegistry.class));
            ServiceRef service = ServiceRef.parse("prod/web");
            passes.accept(new DeploymentEvent.ServiceFailing(
                    service, new IllegalStateException(), 1, null, java.time.Duration.ZERO));
            passes.accept(new DeploymentEvent.LookupFailing(new IllegalStateException(), 1, java.time.Duration.ZERO));

            assertThat(context.getBean(MeterRegistry.class)
                            .get("deployflux.watch.failures")
                            .counters())
                    .hasSize(2)
                    .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
        });
    }

    /** Tags have few values, whatever the account holds; and the README's table is complete. */
    @Test
    void everyMeterIsInTheReadmeAndNoneNamesAServiceOrADeployment() throws IOException {
        String readme = Guides.text();
        ecs.cluster("prod").service("web").history(1);
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.throttled()));
        measure(context -> {
            list(context);
            context.getBean(DeploymentFeed.class)
                    .events()
                    .takeUntil(DeploymentEvent.PassCompleted.class::isInstance)
                    .blockLast();
            List<Meter> ours = context.getBean(MeterRegistry.class).getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith("deployflux"))
                    .toList();

            assertThat(ours).hasSizeGreaterThan(15).allSatisfy(meter -> {
                assertThat(readme).contains("`" + meter.getId().getName() + "`");
                assertThat(meter.getId().getDescription() == null
                                && !meter.getId().getName().startsWith("deployflux.call"))
                        .isFalse();
                assertThat(meter.getId().getTags())
                        .extracting(Tag::getValue)
                        .noneMatch(value -> value.contains("prod") || value.contains("web"));
            });
        });
    }

    @Test
    void withoutARegistryNothingIsMeasured() {
        application.run(context -> assertThat(context)
                .hasSingleBean(DeploymentFeed.class)
                .doesNotHaveBean(ServiceDeploymentsCustomizer.class)
                .doesNotHaveBean(QuotaMeters.class)
                .doesNotHaveBean(SseMeters.class));
        application
                .withClassLoader(new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DeploymentWatcher.class)
                        .doesNotHaveBean("deployfluxHealthIndicator"));
    }
}
