package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.docs.Guides;
import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import dev.deployflux.watch.DeploymentWatcher;
import dev.deployflux.watch.ServiceFingerprints;
import dev.deployflux.webflux.DeploymentSse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Properties: what is wrong is said at the start, and IDEs know them all. */
class PropertiesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, UnusedClient::new);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deployflux.read-ahead | -1 | write 0 for none",
                "deployflux.aws.endpoint | localhost:4566 | such as http://localhost:4566",
                "deployflux.aws.endpoint | //localhost:4566 | such as http://localhost:4566",
                "deployflux.aws.region | Frankfurt | such as eu-central-1",
                "deployflux.quota.leave-for-others | 1 | write 0 for none, 0.25 for a quarter",
                "deployflux.quota.buckets.services.burst | 0 | burst",
                "deployflux.quota.buckets.services.per-second | 0 | 0.01",
                "deployflux.watch.interval | 0s | interval is PT0S: write a millisecond or more, such as Duration.ofSeconds(10)",
                "deployflux.watch.idle-interval | -1s | idleInterval is PT-1S: write a millisecond or more, such as Duration.ofMinutes(1)",
                "deployflux.watch.jitter | 0.7 | 0.5 at most",
                "deployflux.watch.since | 0s | such as Duration.ofDays(1)",
                "deployflux.watch.overlap | -1m | write zero for none, or Duration.ofMinutes(5)",
                "deployflux.watch.first-backoff | 0s | such as Duration.ofSeconds(5)",
                "deployflux.watch.max-backoff | 1s | backoff's max is PT1S, less than its first, PT5S: the pause grows from first to max; give as much",
                "deployflux.watch.first-backoff | 10m | backoff's max is PT5M, less than its first, PT10M: the pause grows from first to max; give as much",
                "deployflux.watch.interval | 2m | idleInterval is PT1M, less than interval, which is PT2M",
                "deployflux.watch.idle-interval | 5s | idleInterval is PT5S, less than interval, which is PT10S",
                "deployflux.watch.call-timeout | 0s | callTimeout is PT0S: write a millisecond or more, such as Duration.ofMinutes(1)",
                "deployflux.watch.lookup-interval | 0s | such as Duration.ofMinutes(5)",
                "deployflux.watch.concurrency | 0 | write 1 for one after another",
                "deployflux.watch.grace | -1s | write zero to stop at once",
                "deployflux.watch.outcome-timeout | 91d | such as Duration.ofHours(1)",
                "deployflux.detector.list-every | 0s | listEvery is PT0S: write a millisecond or more, such as Duration.ofMinutes(15)",
                "deployflux.feed.event-log | 0 | such as 2,000",
                "deployflux.feed.clusters | prod,* | write it alone",
                "deployflux.feed.clusters | prod,,staging | number 2 of its 3 elements is blank: remove the comma",
                "deployflux.feed.clusters | prod,stag ing | number 2 of its 2 elements is \"stag ing\", which isn't the name",
                "deployflux.feed.services | prod/web, | number 2 of its 2 elements is blank",
                "deployflux.quota.buckets.service-deployment.burst | 5 | the buckets are service-deployments, services",
                "deployflux.quota.buckets.services.bursts | 5 | each has a burst and a per-second",
                "deployflux.feed.clusters | prod/web | the name or ARN of a cluster",
                "deployflux.feed.clusters | my cluster | the name or ARN of a cluster",
                "deployflux.feed.services | a/b/c | cluster/service, such as prod/web, or an ARN",
                "deployflux.feed.exclude | web | write cluster/service, where * stands for any characters",
                "deployflux.feed.exclude | prod/a b | such as prod/web, prod/sandbox-* or */canary",
                "deployflux.feed.exclude | */* | excludes every service",
                "deployflux.web.base-path | api | begins with a slash",
                "deployflux.web.base-path | /api/ | doesn't end with one",
                "deployflux.sse.heartbeat | 0s | such as Duration.ofSeconds(15)",
                "deployflux.sse.retry | 0s | such as Duration.ofSeconds(3)",
                "deployflux.sse.max-clients | 0 | such as 5,000",
                "deployflux.sse.stall-timeout | 1s | stallTimeout is PT1S, but a client that is well",
                "deployflux.health.max-age | 0s | such as 10m",
                "deployflux.replicas.log-length | 99 | write 100 to 1000000",
                "deployflux.replicas.log-length | 1000001 | write 100 to 1000000",
                "deployflux.watch.interval | 999us | interval is PT0.000999S",
                "deployflux.sse.heartbeat | 999999999999d | heartbeat is PT"
            })
    void aWrongValueFailsTheStartAndSaysWhatToWrite(String name, String value, String advice) {
        application.withPropertyValues(name + "=" + value).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                        assertThat(failure.getName()).isEqualTo(name);
                        assertThat(failure.getReason()).contains(advice);
                    });
        });
    }

    /** So Spring Boot shows where it was set. */
    @ParameterizedTest
    @CsvSource({
        "deployflux.watch.concurrency, 0",
        "deployflux.watch.jitter, 0.7",
        "deployflux.feed.services, a/b/c",
        "deployflux.web.base-path, api",
        "deployflux.quota.buckets.services.bursts, 5"
    })
    void aWrongValueIsToldAsItWasGiven(String name, String value) {
        application.withPropertyValues(name + "=" + value).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        failure -> assertThat(failure.getValue()).hasToString(value)));
    }

    @ParameterizedTest
    @CsvSource({"deployflux.watch.interval, 0s", "deployflux.sse.max-clients, 0"})
    void theyAreCheckedAtTheStartOfALazyApplicationToo(String name, String value) {
        application
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues(name + "=" + value)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void aBareNumberIsSeconds() {
        application
                .withPropertyValues(
                        "deployflux.watch.interval=20",
                        "deployflux.watch.idle-interval=90",
                        "deployflux.health.max-age=120")
                .run(context -> {
                    assertThat(context.getBean(DeploymentWatcher.class)
                                    .plan(1, 0)
                                    .toString())
                            .contains("in flight every 20s, described 20 a call; all listed every 1m 30s");
                    assertThat(context.getBean(CheckedProperties.class).maxAge())
                            .isEqualTo(Duration.ofMinutes(2));
                });

        assertThat(List.of(DeployfluxProperties.class.getDeclaredClasses()))
                .flatMap(group -> List.of(group.getRecordComponents()))
                .filteredOn(component -> component.getType() == Duration.class)
                .hasSizeGreaterThan(10)
                .allSatisfy(duration -> assertThat(duration.getDeclaringRecord()
                                .getDeclaredField(duration.getName())
                                .getAnnotation(DurationUnit.class))
                        .as(duration.toString())
                        .isNotNull()
                        .extracting(DurationUnit::value)
                        .isEqualTo(ChronoUnit.SECONDS));
    }

    @Test
    void descriptionsCanBeTurnedOff() {
        application.withPropertyValues("deployflux.watch.details=false").run(context -> assertThat(
                        context.getBean(DeploymentWatcher.class).plan(1, 0).toString())
                .contains("in flight every 10s, the others every 1m"));
    }

    /** Blames one that is set: Spring Boot prints a stack trace for any other. */
    @Test
    void ofAPairTheOneThatIsSetIsBlamed() {
        application
                .withPropertyValues("deployflux.watch.interval=3m", "deployflux.watch.idle-interval=2m")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("deployflux.watch.idle-interval")
                        .hasMessageContaining("PT2M"));
    }

    private ApplicationContextRunner withEnvironment(Map<String, Object> variables) {
        return application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEPLOYFLUX_QUOTA_BUCKETS_SERVICE_DEPLOYMENTS_PER_SECOND",
                "DEPLOYFLUX_QUOTA_BUCKETS_SERVICEDEPLOYMENTS_PERSECOND"
            })
    void environmentVariablesSetLimitsOfBuckets(String name) {
        withEnvironment(Map.of(name, "7", "DEPLOYFLUX_QUOTA_BUCKETS_SERVICE_DEPLOYMENTS_BURST", "3"))
                .run(context -> assertThat(context.getBean(ApiQuota.class).state(ApiBucket.SERVICE_DEPLOYMENTS))
                        .satisfies(state -> {
                            assertThat(state.permittedPerSecond()).isEqualTo(7);
                            assertThat(state.available()).isEqualTo(3);
                        }));
    }

    @Test
    void aVariableThatNamesNoBucketIsRefusedToo() {
        withEnvironment(Map.of("DEPLOYFLUX_QUOTA_BUCKETS_SERVICE_DEPLOYMENT_BURST", "3"))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("the buckets are service-deployments, services, clusters"));
    }

    /** What a builder does by itself is what the properties say that it does. */
    @Test
    void defaultsAreThoseOfTheBuilders() {
        ServiceDeployments deployments = ServiceDeployments.create(new UnusedClient());
        DeploymentWatcher watcher = DeploymentWatcher.builder(deployments).build();
        application.run(context -> {
            DeployfluxProperties properties = context.getBean(DeployfluxProperties.class);

            assertSame(properties.watch(), field("options", DeploymentWatcher.builder(deployments)));
            assertThat(properties.detector().listEvery()).isEqualTo(field("listEvery", ServiceFingerprints.create()));
            assertSame(properties.sse(), DeploymentSse.builder(watcher.feed(Flux.empty())));
        });
    }

    private static void assertSame(Record properties, Object builder) throws ReflectiveOperationException {
        for (RecordComponent component : properties.getClass().getRecordComponents()) {
            assertThat(component.getAccessor().invoke(properties))
                    .as(component.getName())
                    .isEqualTo(field(component.getName(), builder));
        }
    }

    private static Object field(String name, Object of) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void everyDefaultIsInTheMetadataAndInTheReadme() throws IOException {
        String readme = Guides.text();

        assertThat(metadata()).allSatisfy((name, property) -> {
            JsonNode value = property.path("defaultValue");
            if (name.startsWith("deployflux.aws.") || name.matches("deployflux.replicas.(scope|name)")) {
                assertThat(value.isMissingNode()).as("found elsewhere").isTrue();
                return;
            }
            assertThat(value.isMissingNode()).as(name).isFalse();
            assertThat(readme)
                    .contains("| `" + name + "` | " + (value.isArray() ? "none" : "`" + value.asString() + "`"));
        });
    }

    private static Map<String, JsonNode> metadata() throws IOException {
        JsonNode all = new JsonMapper()
                .readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
        Map<String, JsonNode> properties = new TreeMap<>();
        all.path("properties").forEach(each -> properties.put(each.path("name").stringValue(), each));
        return properties;
    }

    @Test
    void everyPropertyIsDescribedForIdes() throws IOException {
        assertThat(metadata()).hasSizeGreaterThan(25).allSatisfy((name, property) -> assertThat(
                        property.path("description").stringValue(""))
                .as(name)
                .matches("[A-Z].*[.]"));
    }

    @Test
    void theReadmesTableNamesEveryProperty() throws IOException {
        String readme = Guides.text();

        assertThat(List.copyOf(metadata().keySet()))
                .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }
}
