package dev.deployflux.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.deployflux.ServiceRef;
import dev.deployflux.watch.DeploymentWatcher;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.ecs.EcsAsyncClient;

/** Which detector and which hints the watcher gets. */
class HasteTest {

    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AutoConfigurationTest.ALL))
            .withBean(EcsAsyncClient.class, UnusedClient::new);

    private static @Nullable Object option(String name, ApplicationContext context)
            throws ReflectiveOperationException {
        return field(name, field("options", context.getBean(DeploymentWatcher.class)));
    }

    private static @Nullable Object field(String name, @Nullable Object of) throws ReflectiveOperationException {
        Field field = Objects.requireNonNull(of).getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Test
    void unaskedThereIsNeither() {
        application.run(context -> {
            assertThat(option("detector", context)).isNull();
            assertThat(option("hints", context)).isNull();
        });
    }

    @Test
    void theDetectorListsAsOftenAsIsSet() {
        application.withPropertyValues("deployflux.detector.enabled=true").run(context -> assertThat(
                        field("listEvery", option("detector", context)))
                .isEqualTo(Duration.ofMinutes(15)));
        application
                .withPropertyValues("deployflux.detector.enabled=true", "deployflux.detector.list-every=1200")
                .run(context -> assertThat(field("listEvery", option("detector", context)))
                        .isEqualTo(Duration.ofMinutes(20)));
    }

    @ParameterizedTest
    @CsvSource({
        "30s, 1m, deployflux.detector.list-every, PT30S",
        "15m, 20m, deployflux.watch.idle-interval, PT20M",
        "10m, 20m, deployflux.detector.list-every, PT10M"
    })
    void aDetectorThatWouldListMoreOftenIsRefusedAndOneThatIsSetIsBlamed(
            String listEvery, String idle, String blamed, String value) {
        ApplicationContextRunner withIntervals = application.withPropertyValues(
                "deployflux.detector.list-every=" + listEvery, "deployflux.watch.idle-interval=" + idle);

        withIntervals.run(context -> assertThat(context).as("there is none").hasNotFailed());
        withIntervals.withPropertyValues("deployflux.detector.enabled=true").run(context -> assertThat(
                        context.getStartupFailure())
                .rootCause()
                .hasMessageContaining(blamed)
                .hasMessageContaining(value)
                .hasMessageContaining("a detector is there to list less often"));
    }

    @Test
    void theIdleIntervalIsTheSameWithHints() {
        application.withUserConfiguration(Hints.class).run(context -> assertThat(option("idleInterval", context))
                .isEqualTo(Duration.ofMinutes(1)));
    }

    @Configuration(proxyBeanMethods = false)
    static class Hints {

        @Bean
        Flux<ServiceRef> deployfluxHints() {
            return Flux.just(WEB);
        }

        @Bean
        Mono<ServiceRef> favourite() {
            return Mono.just(new ServiceRef("prod", "favourite"));
        }
    }

    @Test
    void hintsAreTheBeanOfThatName() {
        application.withUserConfiguration(Hints.class).run(context -> StepVerifier.create(hints(context))
                .expectNext(WEB)
                .verifyComplete());
    }

    @SuppressWarnings("unchecked") // it is cast to that
    private static Publisher<ServiceRef> hints(ApplicationContext context) throws ReflectiveOperationException {
        return (Publisher<ServiceRef>) Objects.requireNonNull(option("hints", context));
    }

    @Test
    void anotherPublisherOfServicesIsNotTakenForHints() {
        application
                .withBean("services", Flux.class, () -> Flux.just(WEB))
                .run(context -> assertThat(option("hints", context)).isNull());
    }

    @Test
    void aCustomizerHasTheLastWordOnHintsToo() {
        Flux<ServiceRef> own = Flux.never();
        application
                .withUserConfiguration(Hints.class)
                .withBean(DeploymentWatcherCustomizer.class, () -> builder -> builder.hints(own))
                .run(context -> assertThat(option("hints", context)).isSameAs(own));
    }

    @Test
    void whatIsNoPublisherIsRefusedByItsName() {
        application.withBean("deployfluxHints", String.class, () -> "prod/web").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(catchThrowable(() -> context.getBean(DeploymentWatcher.class)))
                    .rootCause()
                    .isInstanceOf(BeanNotOfRequiredTypeException.class)
                    .hasMessageContaining("deployfluxHints");
        });
    }

    /** So it is told as hints that fail, and doesn't end the watch. */
    @Test
    void whatIsNoServiceIsAnErrorOfTheHints() {
        application
                .withBean("deployfluxHints", Flux.class, () -> Flux.just(Optional.of(WEB)))
                .run(context -> StepVerifier.create(hints(context)).verifyError(ClassCastException.class));
    }
}
