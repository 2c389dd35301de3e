package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Properties: what is wrong is said at the start, and IDEs know them all. */
class PropertiesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, NeverCalled::new);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deployflux.read-ahead | -1 | write 0 for none",
                "deployflux.quota.leave-for-others | 1 | write 0 for none, 0.25 for a quarter",
                "deployflux.quota.buckets.services.burst | 0 | burst",
                "deployflux.quota.buckets.services.per-second | 0 | 0.01",
                "deployflux.watch.interval | 0s | interval is 0s: write a millisecond or more, such as 10s",
                "deployflux.watch.idle-interval | -1s | idle-interval is -1s: write a millisecond or more, such as 1m",
                "deployflux.watch.jitter | 0.7 | 0.5 at most",
                "deployflux.watch.since | 0s | such as 1d",
                "deployflux.watch.overlap | -1m | write zero for none, or 5m",
                "deployflux.watch.first-backoff | 0s | such as 5s",
                "deployflux.watch.max-backoff | 1s | less than its first 5s",
                "deployflux.watch.call-timeout | 0s | call-timeout is 0s: write a millisecond or more, such as 1m",
                "deployflux.watch.lookup-interval | 0s | such as 5m",
                "deployflux.watch.concurrency | 0 | write 1 for one after another",
                "deployflux.watch.grace | -1s | write zero to stop at once",
                "deployflux.watch.outcome-timeout | 91d | such as 1h",
                "deployflux.feed.clusters | prod,* | write it alone",
                "deployflux.feed.clusters | prod/web | the name or ARN of a cluster",
                "deployflux.feed.clusters | my cluster | the name or ARN of a cluster",
                "deployflux.feed.services | a/b/c | cluster/service, such as prod/web, or an ARN",
                "deployflux.feed.exclude | web | write cluster/service, where * stands for any characters",
                "deployflux.feed.exclude | prod/a b | such as prod/web, prod/sandbox-* or */canary",
                "deployflux.feed.exclude | */* | excludes every service",
                "deployflux.web.base-path | api | begins with a slash",
                "deployflux.web.base-path | /api/ | doesn't end with one",
                "deployflux.sse.heartbeat | 0s | such as 15s",
                "deployflux.sse.retry | 0s | such as 3s",
                "deployflux.sse.ring | 0 | such as 1,000",
                "deployflux.sse.max-clients | 0 | such as 1,000",
                "deployflux.sse.stall-timeout | 1s | stall-timeout is 1s, but a client that is well",
                "deployflux.sse.linger | 2d | such as 15s",
                "deployflux.health.max-age | 0s | such as 10m"
            })
    void aWrongValueFailsTheStartAndSaysWhatToWrite(String name, String value, String advice) {
        application.withPropertyValues(name + "=" + value).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, failure -> {
                        assertThat(failure.getName()).isEqualTo(name);
                        assertThat(failure.getReason())
                                .contains(advice)
                                .doesNotContain("Duration")
                                .doesNotContain("PT");
                    });
        });
    }

    @ParameterizedTest
    @CsvSource({"deployflux.watch.interval, 999us, PT0.000999S", "deployflux.sse.heartbeat, 999999999999d, PT"})
    void whatBootCanNotPrintIsPrintedAsJavaDoes(String name, String value, String printed) {
        application.withPropertyValues(name + "=" + value).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        failure -> assertThat(failure.getReason()).contains(printed)));
    }

    @ParameterizedTest
    @CsvSource({"deployflux.watch.interval, 0s", "deployflux.sse.ring, 0"})
    void theyAreCheckedAtTheStartOfALazyApplicationToo(String name, String value) {
        application
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues(name + "=" + value)
                .run(context -> assertThat(context).hasFailed());
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
        String readme = Files.readString(Path.of("README.md"));

        assertThat(List.copyOf(metadata().keySet()))
                .allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }
}
