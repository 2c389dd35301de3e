package dev.deployflux.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.FanOutException;
import dev.deployflux.FanOutOptions;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedAccount;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What an error of the publisher of services does to those that it has named. */
class FanOutServicesErrorTest {

    private final ScriptedAccount account = new ScriptedAccount();

    @Test
    void anErrorOfTheServicesComesAfterThoseBeforeIt() {
        account.cluster("prod", 3, 100);
        Flux<ServiceRef> services = account.services().concatWith(Flux.error(new IllegalStateException("no list")));

        StepVerifier.create(account.listAll(services, FanOutOptions.create()))
                .expectNextCount(300)
                .verifyErrorMessage("no list");
        StepVerifier.create(account.listAll(
                        services,
                        FanOutOptions.builder().reportFailures(f -> {}).build()))
                .expectNextCount(300)
                .verifyErrorMessage("no list");
    }

    @Test
    void anErrorOfTheServicesIsSuppressedWhereOthersFailedToo() {
        account.cluster("prod", 3, 100).denying("prod/s1");
        Flux<ServiceRef> services = account.services().concatWith(Flux.error(new IllegalStateException("no list")));

        StepVerifier.create(account.listAll(services, FanOutOptions.create()))
                .expectNextCount(200)
                .verifyErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(FanOutException.class);
                    assertThat(error.getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .isEqualTo("no list");
                });
    }

    @Test
    void failingFastAnErrorOfTheServicesAbortsTheCalls() {
        account.cluster("prod", 3, 100).holding();
        TestPublisher<ServiceRef> services = TestPublisher.create();

        StepVerifier.create(account.listAll(
                        services.flux(), FanOutOptions.builder().failFast().build()))
                .then(() -> services.next(new ServiceRef("prod", "s1")))
                .then(() -> assertThat(account.underWay()).hasSize(1))
                .then(() -> services.error(new IllegalStateException("no list")))
                .verifyErrorMessage("no list");

        assertThat(account.underWay()).isEmpty();
    }

    @Test
    void failingFastRowsThatArrivedBeforeAnErrorOfTheServicesComeFirst() {
        account.cluster("prod", 1, 3).holding();
        AtomicInteger asked = new AtomicInteger();
        // The page and the error come while the loop looks for another service.
        Flux<ServiceRef> services = Flux.create(sink -> sink.onRequest(n -> {
            if (asked.getAndIncrement() == 0) {
                sink.next(new ServiceRef("prod", "s1"));
            } else {
                account.answerOne();
                sink.error(new IllegalStateException("no list"));
            }
        }));

        StepVerifier.create(account.listAll(
                        services,
                        FanOutOptions.builder().lookahead(1).failFast().build()))
                .expectNextCount(3)
                .verifyErrorMessage("no list");
    }

    @Test
    void aPublisherThatThrowsOnSubscriptionIsAnError() {
        Flux<ServiceRef> services = Flux.defer(() -> {
            throw new IllegalStateException("no config");
        });

        StepVerifier.create(account.listAll(services, FanOutOptions.create())).verifyErrorMessage("no config");
    }

    @Test
    void whatAPublisherThrowsInsteadOfSignallingComesAfterTheServicesBeforeIt() {
        account.cluster("prod", 3, 100);
        Publisher<ServiceRef> whenSubscribed = subscriber -> {
            account.services().subscribe(subscriber);
            throw new IllegalStateException("no list");
        };
        Publisher<ServiceRef> whenAsked = subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                subscriber.onNext(new ServiceRef("prod", "s1"));
                throw new NoClassDefFoundError("no list");
            }

            @Override
            public void cancel() {}
        });

        StepVerifier.create(account.listAll(Flux.from(whenAsked), FanOutOptions.create()))
                .expectNextCount(100)
                .verifyErrorMessage("no list");
        StepVerifier.create(account.deployments().listAll(whenSubscribed, r -> {}, FanOutOptions.create()))
                .verifyErrorMessage("no list");
    }

    @Test
    void aPublisherThatSaysNothingIsWaitedForUntilTheCancel() {
        StepVerifier.create(account.deployments().listAll(subscriber -> {}, r -> {}, FanOutOptions.create()))
                .expectSubscription()
                .thenCancel()
                .verify();
        assertThat(account.calls()).isEmpty();
    }

    @Test
    void ofTwoSubscriptionsTheSecondIsCancelled() {
        account.cluster("prod", 1, 3);
        TestPublisher<ServiceRef> second = TestPublisher.create();
        Publisher<ServiceRef> twice = subscriber -> {
            account.services().subscribe(subscriber);
            second.subscribe(subscriber);
        };

        StepVerifier.create(account.deployments().listAll(twice, r -> {}, FanOutOptions.create()))
                .expectNextCount(3)
                .verifyComplete();
        second.assertCancelled();
    }

    @Test
    void whatClustersThrowInsteadOfSignallingIsAnError() {
        Publisher<String> broken = subscriber -> {
            throw new IllegalStateException("no clusters");
        };

        StepVerifier.create(account.deployments().services(broken)).verifyErrorMessage("no clusters");
    }
}
