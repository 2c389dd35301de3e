package dev.deployflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.Operation;
import dev.deployflux.simulator.SimulatedDeployment;
import dev.deployflux.simulator.SimulatorClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus;

/** The README's Java, compiled and run as it stands there. */
class ReadmeTest {

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** With what a reader's IDE would import. */
    private static final String CLASS = """
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import dev.deployflux.*;
            import dev.deployflux.autoconfigure.*;
            import dev.deployflux.quota.*;
            import dev.deployflux.simulator.*;
            import dev.deployflux.validator.HistoryValidator;
            import dev.deployflux.validator.TrueHistory;
            import dev.deployflux.watch.*;
            import dev.deployflux.webflux.*;
            import org.springframework.boot.autoconfigure.AutoConfigurations;
            import org.springframework.boot.test.context.TestConfiguration;
            import org.springframework.boot.test.context.runner.ApplicationContextRunner;
            import org.springframework.context.annotation.Bean;
            import org.springframework.http.codec.ServerSentEvent;
            import org.springframework.web.reactive.function.server.*;
            import java.time.*;
            import java.util.*;
            import reactor.core.publisher.*;
            import reactor.test.StepVerifier;
            import reactor.util.retry.Retry;
            import software.amazon.awssdk.core.exception.*;
            import software.amazon.awssdk.regions.Region;
            import software.amazon.awssdk.services.ecs.EcsAsyncClient;
            import software.amazon.awssdk.services.ecs.model.*;
            public class Snippet {
                public static void run() throws Exception {
            %s
                }
            }
            """;

    private static final List<String> AWS =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrlEcs");

    private static final String FIRST_FLUX = "Flux<ServiceDeploymentBrief> rollbacks";
    private static final String RESUMING = "Flux<ServiceDeploymentBrief> rest";
    private static final String MANY = "Flux<ServiceDeploymentBrief> underWay";
    private static final String REGIONS = "Flux<ServiceDeploymentBrief> everywhere";
    private static final String NEWS = "Flux<ServiceDeploymentBrief> news";
    private static final String SCAN = "Mono<Long> rollbacks";
    private static final String WATCH = "Flux<String> alarms";
    private static final String FEED = "Flux<DeploymentEvent> dashboard";
    private static final String SSE = "RouterFunction<ServerResponse> routes";
    private static final String OUTCOME = "Mono<String> verdict";
    private static final String VALIDATOR = "HistoryValidator.of";
    private static final String OPTIONS = "ServiceDeployments patient";
    private static final String BOOT = "watcher.clock(simulator.clock())";
    private static final String SIMULATOR = "EcsSimulator.start()";

    /** What each snippet alone contains. */
    private static final List<String> MARKERS = List.of(
            FIRST_FLUX,
            RESUMING,
            MANY,
            REGIONS,
            NEWS,
            SCAN,
            WATCH,
            FEED,
            SSE,
            OUTCOME,
            OPTIONS,
            SIMULATOR,
            BOOT,
            VALIDATOR);

    private EcsSimulator ecs;

    @BeforeEach
    void pretendToBeAws() {
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(500);
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

    @Test
    void theFirstFluxIsTenLinesAway(@TempDir Path classes) throws Exception {
        run(FIRST_FLUX, "StepVerifier.create(rollbacks).expectNextCount(30).verifyComplete();", classes);
    }

    @Test
    void aTokenResumesWhereItStopped(@TempDir Path classes) throws Exception {
        run(RESUMING, "StepVerifier.create(rest).expectNextCount(200).verifyComplete();", classes);
    }

    @Test
    void thereIsNothingToResumeBehindTheLastPage(@TempDir Path classes) throws Exception {
        ecs.cluster("prod").service("web").delete();
        ecs.cluster("prod").service("web").history(250);
        run(RESUMING, "StepVerifier.create(rest).verifyComplete();", classes);
    }

    @Test
    void manyServicesAreListedAndFailuresNamed(@TempDir Path classes) throws Exception {
        ecs.cluster("staging").service("web").deploy(DeploymentScript.successful(Duration.ofDays(1)));
        ecs.cluster("staging").service("denied");
        ecs.clock().advance(Duration.ofHours(6));
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.accessDenied())
                                .when(call -> call.service().equals(Optional.of("denied"))));
        run(MANY, "StepVerifier.create(underWay).expectNextCount(1).verifyComplete();", classes);
    }

    @Test
    void regionsAreMerged(@TempDir Path classes) throws Exception {
        run(REGIONS, "StepVerifier.create(everywhere).expectNextCount(2 * 500).verifyComplete();", classes);
    }

    @Test
    void newsAreWhatChanged(@TempDir Path classes) throws Exception {
        ecs.cluster("prod").service("web").deploy(DeploymentScript.endless(Duration.ofDays(1)));
        run(NEWS, "StepVerifier.create(news.take(1)).expectNextCount(1).verifyComplete();", classes);
    }

    @Test
    void aScanCounts(@TempDir Path classes) throws Exception {
        run(SCAN, "StepVerifier.create(rollbacks).expectNext(30L).verifyComplete();", classes);
    }

    @Test
    void aRollbackRaisesAnAlarm(@TempDir Path classes) throws Exception {
        ecs.close();
        ecs = EcsSimulator.builder().clock(SimulatorClock.system()).start();
        System.setProperty("aws.endpointUrlEcs", ecs.endpoint().toString());
        ecs.cluster("prod").service("web").add(rolledBackJustNow());
        run(
                WATCH,
                "StepVerifier.create(alarms.take(1)).expectNext(\"prod/web: ROLLBACK_SUCCESSFUL, circuit breaker\")"
                        + ".verifyComplete();",
                classes);
    }

    private static SimulatedDeployment rolledBackJustNow() {
        return SimulatedDeployment.builder()
                .createdAt(Instant.now())
                .status(ServiceDeploymentStatus.ROLLBACK_SUCCESSFUL)
                .statusReason("circuit breaker")
                .build();
    }

    @Test
    void aFeedIsShared(@TempDir Path classes) throws Exception {
        run(
                FEED,
                "StepVerifier.create(dashboard.take(1)).expectNextCount(1).verifyComplete(); feed.dispose();",
                classes);
    }

    @Test
    void browsersGetAFeed(@TempDir Path classes) throws Exception {
        run(
                SSE,
                "ServiceDeployments deployments = ServiceDeployments.create(EcsAsyncClient.create());"
                        + " DeploymentWatcher watcher = DeploymentWatcher.builder(deployments).build();"
                        + " DeploymentFeed feed = watcher.feed(Flux.just(new ServiceRef(\"prod\", \"web\")));",
                "StepVerifier.create(events.take(2)).expectNextCount(2).verifyComplete(); sse.dispose(); feed.dispose();",
                classes);
    }

    @Test
    void anOutcomeIsAwaited(@TempDir Path classes) throws Exception {
        String arn = ecs.cluster("prod").service("api").deploy(DeploymentScript.rollback(Duration.ofMinutes(1), "why"));
        ecs.clock().advance(Duration.ofMinutes(1));
        run(
                OUTCOME,
                "String arn = \"" + arn + "\";",
                "StepVerifier.create(verdict).expectNext(\"rolled back: why\").verifyComplete();",
                classes);
    }

    @Test
    void theValidatorJudgesAUsersPipeline(@TempDir Path classes) throws Exception {
        run(VALIDATOR, "", classes);
    }

    @Test
    void optionsAreSetByABuilder(@TempDir Path classes) throws Exception {
        ecs.faults()
                .inject(
                        Operation.LIST_SERVICE_DEPLOYMENTS,
                        FaultRule.of(Fault.serverError()).skip(1).times(4)); // all attempts of the SDK
        run(
                OPTIONS,
                "StepVerifier.create(patient.list(r -> r.cluster(\"prod\").service(\"web\")))"
                        + ".expectNextCount(500).verifyComplete();",
                classes);
        assertThat(ecs.calls().count()).isEqualTo(5 + 4);
    }

    @Test
    void theSimulatorServesAUsersTest(@TempDir Path classes) throws Exception {
        run(SIMULATOR, "", classes);
    }

    @Test
    void anApplicationsTestHasTheSimulatorAsItsEcs(@TempDir Path classes) throws Exception {
        run(BOOT, """
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
                """, classes);
    }

    @Test
    void noSnippetIsLeftOut() throws IOException {
        assertThat(snippets()).hasSize(MARKERS.size()).allSatisfy(snippet -> assertThat(MARKERS)
                .filteredOn(snippet::contains)
                .hasSize(1));
    }

    private static List<String> snippets() throws IOException {
        return JAVA_BLOCK
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static void run(String marker, String epilogue, Path classes) throws Exception {
        run(marker, "", epilogue, classes);
    }

    private static void run(String marker, String prologue, String epilogue, Path classes) throws Exception {
        List<String> marked =
                snippets().stream().filter(snippet -> snippet.contains(marker)).toList();
        assertThat(marked).hasSize(1);
        Path source = classes.resolve("Snippet.java");
        Files.writeString(source, CLASS.formatted(prologue + marked.get(0) + epilogue));

        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        complaints,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(exit).as(complaints.toString(UTF_8)).isZero();

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
    }
}
