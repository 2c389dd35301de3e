package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** What was asked for and can't be had is said at the start. */
class StartNoticesTest {

    private static final String ROUTES = "deployflux.web.enabled=true";

    private final HeardLog log = new HeardLog(StartNotices.class);
    private final ReactiveWebApplicationContextRunner webFlux = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, UnusedClient::new);
    private final ApplicationContextRunner other = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, UnusedClient::new);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whereAllIsWellNothingIsSaid() {
        webFlux.withPropertyValues(ROUTES, "deployflux.feed.clusters=prod")
                .run(context -> assertThat(context).hasBean("deployfluxRoutes"));
        other.run(context -> assertThat(context).hasNotFailed());

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void routesNeedAWebFluxApplication() {
        other.withPropertyValues(ROUTES).run(context -> assertThat(context).hasNotFailed());

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN There are no routes")
                .contains("spring-boot-starter-webflux", "deployflux.web.enabled=false");
    }

    @Test
    void routesWithoutAFeedAreListsAlone() {
        webFlux.withPropertyValues(ROUTES).run(context -> assertThat(context).hasBean("deployfluxRoutes"));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN The routes are those of lists alone")
                .contains("set deployflux.feed.clusters");
    }

    @Test
    void aPageWithoutTheRoutesIsNone() {
        webFlux.withPropertyValues("deployflux.web.page=true", "deployflux.feed.clusters=prod")
                .run(context -> assertThat(context).doesNotHaveBean("deployfluxRoutes"));

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN There is no page")
                .contains("set deployflux.web.enabled=true");
    }

    @Test
    void anEndpointThatIsNotUsedIsSaid() {
        other.withPropertyValues("deployflux.aws.endpoint=http://localhost:4566")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN deployflux.aws.endpoint and deployflux.aws.region are not used");
    }

    @ParameterizedTest
    @CsvSource({"1.3.5,,false", "1.3.6,,true", "1.3.7,false,true", "1.3.7,true,false", "1.3.8,,false", ",,false"})
    void reactorNettyThatStopsReadingIsTold(String version, String setting, boolean told) {
        assertThat(StartNotices.isDeaf(version, setting)).isEqualTo(told);
    }

    @Test
    void theVersionOfReactorNettyIsKnown() {
        assertThat(StartNotices.reactorNetty()).matches("1[.]\\d+[.]\\d+");
    }
}
