package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The guides' Java, compiled and run as it stands there. */
class SnippetsTest extends SnippetScene {

    @Test
    void theFirstFluxIsTenLinesAway() throws Exception {
        snippets.run(Snippet.FIRST_FLUX, "StepVerifier.create(rollbacks).expectNextCount(30).verifyComplete();");
    }

    @Test
    void servicesOfTwoClustersAreListedAtOnce() throws Exception {
        ecs.cluster("staging").service("web").deploy(DeploymentScript.successful(Duration.ofDays(1)));
        ecs.clock().advance(Duration.ofHours(6));
        snippets.run(Snippet.ROLLING_OUT, "StepVerifier.create(rollingOut).expectNextCount(1).verifyComplete();");
    }

    @Test
    void aServiceThatCanNotBeReadNeedsAttention() throws Exception {
        ecs.faults().inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(Fault.accessDenied()));
        snippets.run(
                Snippet.ATTENTION,
                "StepVerifier.create(needsAttention.take(1)).expectNextMatches(DeploymentEvent.ServiceFailing.class::"
                        + "isInstance).verifyComplete();");
    }

    @Test
    void aRollbackIsNoSuccess() throws Exception {
        String arn = ecs.cluster("prod").service("api").deploy(DeploymentScript.rollback(Duration.ofMinutes(1), "why"));
        ecs.clock().advance(Duration.ofMinutes(1));
        snippets.run(
                Snippet.DEPLOYED,
                "String arn = \"" + arn + "\";",
                "StepVerifier.create(deployed).expectNext(false).verifyComplete();");
    }

    /** Compiled only: the simulator has no daemons, which a test of the paging package has. */
    @Test
    void anyCallThatHasATokenIsPaged() throws Exception {
        snippets.run(Snippet.ANY_CALL, "");
    }

    @Test
    void aTokenResumesWhereItStopped() throws Exception {
        snippets.run(Snippet.RESUMING, "StepVerifier.create(rest).expectNextCount(200).verifyComplete();");
    }

    @Test
    void thereIsNothingToResumeBehindTheLastPage() throws Exception {
        ecs.cluster("prod").service("web").delete();
        ecs.cluster("prod").service("web").history(250);
        snippets.run(Snippet.RESUMING, "StepVerifier.create(rest).verifyComplete();");
    }

    @Test
    void manyServicesAreListedAndFailuresNamed() throws Exception {
        ecs.cluster("staging").service("web").deploy(DeploymentScript.successful(Duration.ofDays(1)));
        ecs.cluster("staging").service("denied");
        ecs.clock().advance(Duration.ofHours(6));
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.service().equals(Optional.of("denied"))));
        snippets.run(Snippet.MANY, "StepVerifier.create(underWay).expectNextCount(1).verifyComplete();");
    }

    @Test
    void regionsAreMerged() throws Exception {
        snippets.run(Snippet.REGIONS, "StepVerifier.create(everywhere).expectNextCount(2 * 500).verifyComplete();");
    }

    @Test
    void rowsAreToldInFull() throws Exception {
        ecs.cluster("prod").service("web").deploy(DeploymentScript.successful(Duration.ofDays(1)));
        ecs.clock().advance(Duration.ofHours(6));
        snippets.run(
                Snippet.STAGES,
                "StepVerifier.create(stages).expectNextMatches(stage -> stage.contains(\" is at \")).verifyComplete();"
                        + "StepVerifier.create(named).verifyComplete();");
    }

    @Test
    void newsAreWhatChanged() throws Exception {
        ecs.cluster("prod").service("web").deploy(DeploymentScript.endless(Duration.ofDays(1)));
        snippets.run(Snippet.NEWS, "StepVerifier.create(news.take(1)).expectNextCount(1).verifyComplete();");
    }

    @Test
    void aScanCounts() throws Exception {
        snippets.run(Snippet.SCAN, "StepVerifier.create(rollbacks).expectNext(30L).verifyComplete();");
    }

    @Test
    void alarmsAreToldInPlainEnglish() throws Exception {
        ecs.cluster("prod").service("web").history(3);
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied()).always());
        snippets.run(Snippet.WATCH, """
                StepVerifier.create(alarms.take(1))
                        .expectNextMatches(alarm -> alarm.startsWith("prod/web can't be read: "))
                        .verifyComplete();
                ServiceRef web = new ServiceRef("prod", "web");
                ServiceDeploymentBrief row = ServiceDeploymentBrief.builder()
                        .status(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL).statusReason("circuit breaker").build();
                assertEquals("prod/web was rolled back: circuit breaker",
                        inWords.apply(new DeploymentEvent.Changed(web, row, row, List.of(), 0)));
                assertEquals("prod/web was stopped.", inWords.apply(new DeploymentEvent.Seen(web,
                        ServiceDeploymentBrief.builder().status("STOPPED").build(), Origin.LIVE, List.of(), 0)));
                assertEquals("prod/web could not be rolled back.", inWords.apply(new DeploymentEvent.Seen(web,
                        ServiceDeploymentBrief.builder().status("ROLLBACK_FAILED").build(), Origin.LIVE, List.of(), 0)));
                assertEquals("prod/web can be read again.",
                        inWords.apply(new DeploymentEvent.ServiceRecovered(web, 1, null)));
                assertEquals("The services can't be looked up: java.lang.IllegalStateException: down", inWords.apply(
                        new DeploymentEvent.LookupFailing(new IllegalStateException("down"), 1, Duration.ZERO)));
                assertEquals("The services can be looked up again.",
                        inWords.apply(new DeploymentEvent.LookupRecovered(1)));
                assertEquals("Some deployments came and went unheard.", inWords.apply(new DeploymentEvent.Missed(1)));
                """);
    }

    @Test
    void aFeedIsShared() throws Exception {
        snippets.run(
                Snippet.FEED,
                "StepVerifier.create(dashboard.take(1)).expectNextCount(1).verifyComplete(); feed.dispose();");
    }

    @Test
    void aLogIsReadOnBehindItsLastEvent() throws Exception {
        snippets.run(Snippet.LOG, """
                EventId first = entries.take(2).blockLast().id();
                assertEquals(first, last.get());
                StepVerifier.create(entries.take(1)).expectNextMatches(e -> e.id().number() >= first.number()
                        && !(e.event() instanceof DeploymentEvent.Reset)).verifyComplete();
                feed.dispose();
                """);
    }

    @Test
    void metersNeedNoSpring() throws Exception {
        snippets.run(Snippet.METERS, """
                feed.events().takeUntil(DeploymentEvent.PassCompleted.class::isInstance).blockLast();
                assertEquals(1, meters.get("deployflux.feed.services").gauge().value());
                assertEquals(20, meters.get("deployflux.quota.rate").tag("bucket", "services").gauge().value());
                assertEquals(1, meters.get("deployflux.page.rows").tag("operation", "ListServices").summary().count());
                feed.dispose();
                """);
    }

    @Test
    void browsersGetAFeed() throws Exception {
        snippets.run(
                Snippet.SSE,
                "ServiceDeployments deployments = ServiceDeployments.create(EcsAsyncClient.create());"
                        + " DeploymentWatcher watcher = DeploymentWatcher.builder(deployments).build();"
                        + " DeploymentFeed feed = watcher.feed(Flux.just(new ServiceRef(\"prod\", \"web\")));",
                "StepVerifier.create(events.take(2)).expectNextCount(2).verifyComplete(); sse.dispose(); feed.dispose();");
    }

    @Test
    void theValidatorJudgesAUsersPipeline() throws Exception {
        snippets.run(Snippet.VALIDATOR, "");
    }

    @Test
    void optionsAreSetByABuilder() throws Exception {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).skip(1).times(4)); // all attempts of the SDK
        snippets.run(
                Snippet.OPTIONS,
                "StepVerifier.create(patient.list(r -> r.cluster(\"prod\").service(\"web\")))"
                        + ".expectNextCount(500).verifyComplete();");
        assertThat(ecs.calls().count()).isEqualTo(5 + 4);
    }

    @Test
    void theClientOfAQuotaLosesNoPageToAConnectionThatBreaks() throws Exception {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.resetBeforeResponse()).skip(1));
        snippets.run(
                Snippet.PACED,
                "StepVerifier.create(paced.list(r -> r.cluster(\"prod\").service(\"web\")))"
                        + ".expectNextCount(500).verifyComplete();");
        assertThat(ecs.calls().count()).as("five pages, and a retry at least").isGreaterThan(5);
    }

    @Test
    void theSimulatorServesAUsersTest() throws Exception {
        snippets.run(Snippet.SIMULATOR, "");
    }

    @Test
    void theSimulatorHoldsARolloutAtAPause() throws Exception {
        snippets.run(Snippet.PAUSED, "");
    }

    @Test
    void anApplicationsTestHasTheSimulatorAsItsEcs() throws Exception {
        snippets.run(Snippet.BOOT, """
                new ApplicationContextRunner()
                        .withConfiguration(AutoConfigurations.of(
                                EcsClientAutoConfiguration.class, DeployfluxAutoConfiguration.class))
                        .withUserConfiguration(SimulatedEcs.class)
                        .withPropertyValues("deployflux.feed.services=prod/web")
                        .run(context -> {
                            context.getBean(EcsSimulator.class).cluster("prod").service("web").history(1);
                            StepVerifier.create(context.getBean(DeploymentFeed.class).events()
                                            .filter(DeploymentEvent.Seen.class::isInstance).take(1))
                                    .expectNextCount(1)
                                    .verifyComplete();
                        });
                """);
    }

    @Test
    void noSnippetIsLeftOut() throws IOException {
        assertThat(snippets.all()).hasSameSizeAs(Snippet.values()).allSatisfy(java -> assertThat(Snippet.values())
                .filteredOn(snippet -> snippet.isThat(java))
                .hasSize(1));
    }
}
