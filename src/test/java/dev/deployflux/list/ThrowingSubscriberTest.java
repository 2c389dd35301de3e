package dev.deployflux.list;

import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.deployflux.FanOutOptions;
import dev.deployflux.ScanOptions;
import dev.deployflux.ServiceDeployments;
import dev.deployflux.ServiceRef;
import dev.deployflux.fixture.ScriptedClient;
import dev.deployflux.paging.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A subscriber that throws counts as one that cancelled, on whatever thread it throws. */
class ThrowingSubscriberTest {

    private final HeldCalls held = new HeldCalls(1_000);
    private final ServiceDeployments deployments = ServiceDeployments.create(held.client());
    private final List<Object> discarded = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final Throwing subscriber = new Throwing();

    @BeforeEach
    void noteWhatIsDropped() {
        Hooks.onErrorDropped(error -> dropped.add(String.valueOf(error.getMessage())));
    }

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    static Stream<Function<ServiceDeployments, Flux<?>>> streams() {
        return Stream.of(
                deployments -> deployments.list(r -> r.service("web")),
                deployments -> deployments.pages(r -> r.service("web")),
                deployments -> deployments.scan(
                        r -> r.service("web"), ScanOptions.builder().build()),
                deployments ->
                        deployments.listAll(Flux.just(new ServiceRef("prod", "web")), r -> {}, FanOutOptions.create()));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void onTheThreadThatCompletedTheCallItEndsTheStream(Function<ServiceDeployments, Flux<?>> stream) {
        subscriber.throwsAt = 1;
        stream.apply(deployments).subscribe(subscriber);
        subscriber.request(150);
        held.answer(1);

        assertThat(subscriber.signals).hasSize(1);
        assertThat(held.count()).as("the page ahead").isEqualTo(2);
        assertThat(held.call(2)).as("the call in flight").isCancelled();
        assertThat(dropped).containsExactly("thrown by a subscriber");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void onTheThreadThatRequestsItEndsTheStream(Function<ServiceDeployments, Flux<?>> stream) {
        ScriptedClient client = ScriptedClient.history(1_000);
        subscriber.throwsAt = 3;
        stream.apply(ServiceDeployments.create(client)).subscribe(subscriber);
        subscriber.request(150);
        int calls = client.callCount();
        subscriber.request(1_000);

        assertThat(subscriber.signals).hasSize(3);
        assertThat(client.callCount()).isEqualTo(calls);
        assertThat(dropped).containsExactly("thrown by a subscriber");
    }

    @Test
    void rowsInHandAreDiscardedButNotTheOneThatItThrewAt() {
        subscriber.throwsAt = 10;
        deployments.list(r -> r.service("web")).subscribe(subscriber);
        subscriber.request(Long.MAX_VALUE);
        held.answer(1);

        assertThat(discarded).hasSize(90).first().isEqualTo(row(10));
    }

    @Test
    void aPageThatArrivesInSpiteOfItIsDiscarded() {
        List<TestPublisher<List<Integer>>> deaf = new ArrayList<>();
        Pages<List<Integer>> pages = Pages.of(
                token -> {
                    deaf.add(TestPublisher.createNoncompliant(
                            TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.DEFER_CANCELLATION));
                    return Mono.fromDirect(deaf.get(deaf.size() - 1));
                },
                page -> "after " + page);
        subscriber.throwsAt = 1;
        pages.items(page -> page).subscribe(subscriber);
        subscriber.request(Long.MAX_VALUE);
        deaf.get(0).next(List.of(1, 2));
        deaf.get(1).next(List.of(3, 4));

        assertThat(subscriber.signals).containsExactly("1");
        assertThat(discarded).containsExactly(2, 3, 4);
        assertThat(deaf).hasSize(2);
    }

    @Test
    void aFatalErrorIsThrownOnToWhoRequestedAsByAnyOperatorOfReactor() {
        subscriber.throwsAt = 1;
        subscriber.fatal = true;
        ScriptedClient client = ScriptedClient.history(1_000);
        ServiceDeployments.create(client).list(r -> r.service("web")).subscribe(subscriber);

        assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> subscriber.request(150));
        subscriber.request(150);

        assertThat(subscriber.signals).hasSize(1);
        assertThat(discarded).hasSize(199);
        assertThat(client.callCount()).isEqualTo(2);
    }

    @Test
    void aFatalErrorOfAnOperatorBehindTheListAbortsTheCallInFlight() {
        deployments
                .list(r -> r.service("web"))
                .<String>map(row -> {
                    throw new NoClassDefFoundError("of another version");
                })
                .subscribe(subscriber);
        subscriber.request(150);
        held.answer(1);

        assertThat(held.call(2)).isCancelled();
        assertThat(dropped).containsExactly("of another version");
    }

    @Test
    void whatItThrowsAtTheEndIsDropped() {
        HeldCalls one = new HeldCalls(1);
        subscriber.throwsAt = 2;
        ServiceDeployments.create(one.client()).list(r -> r.service("web")).subscribe(subscriber);
        subscriber.request(9);
        one.answer(1);

        assertThat(subscriber.signals).hasSize(2).last().isEqualTo("complete");
        assertThat(dropped).containsExactly("thrown by a subscriber");
    }

    @Test
    void whatItThrowsAtAnErrorIsDropped() {
        subscriber.throwsAt = 1;
        deployments.list(r -> r.service("web")).subscribe(subscriber);
        subscriber.request(9);
        held.call(1).completeExceptionally(SdkClientException.create("reset"));

        assertThat(subscriber.signals).containsExactly("reset");
        assertThat(dropped).containsExactly("thrown by a subscriber");
    }

    @Test
    void oneThatThrowsWhenItIsSubscribedHasTheCallAborted() {
        subscriber.throwsAtSubscription = true;

        assertThatIllegalStateException()
                .isThrownBy(() -> deployments.list(r -> r.service("web")).subscribe(subscriber));

        assertThat(held.count()).isEqualTo(1);
        assertThat(held.call(1)).isCancelled();
    }

    @Test
    void anEmptyPublisherOfServicesDoesntHearOfIt() {
        TestPublisher<ServiceRef> services = TestPublisher.create();
        subscriber.throwsAt = 1;
        deployments.listAll(services, r -> {}, FanOutOptions.create()).subscribe(subscriber);
        subscriber.request(1);
        services.complete();

        assertThat(subscriber.signals).containsExactly("complete");
        assertThat(dropped).containsExactly("thrown by a subscriber");
    }

    @Test
    void aPublisherOfServicesIsCancelled() {
        TestPublisher<ServiceRef> services = TestPublisher.create();
        subscriber.throwsAt = 1;
        deployments.listAll(services, r -> {}, FanOutOptions.create()).subscribe(subscriber);
        subscriber.request(150);
        services.next(new ServiceRef("prod", "web"));
        held.answer(1);

        services.assertCancelled();
        assertThat(held.call(2)).isCancelled();
    }

    @Test
    void aCallWhoseCancelThrowsKeepsNoOtherFromBeingAborted() {
        List<CompletableFuture<?>> aborted = new ArrayList<>();
        ScriptedClient client = ScriptedClient.answering(request -> new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                aborted.add(this);
                throw new IllegalStateException("cancel " + aborted.size());
            }
        });
        TestPublisher<ServiceRef> services = TestPublisher.create();
        ServiceDeployments.create(client)
                .listAll(services, r -> {}, FanOutOptions.create())
                .subscribe(subscriber);
        subscriber.request(2);
        services.next(new ServiceRef("prod", "web"), new ServiceRef("prod", "api"));
        subscriber.cancel();

        assertThat(aborted).hasSize(2);
        services.assertCancelled();
    }

    /** One that forgives nothing, throws at a signal of that number, and keeps asking for more. */
    private final class Throwing implements CoreSubscriber<Object> {
        private final List<String> signals = new ArrayList<>();
        private int throwsAt = Integer.MAX_VALUE;
        private boolean throwsAtSubscription;
        private boolean fatal;
        private @Nullable Subscription subscription;

        void request(long n) {
            if (subscription != null) {
                subscription.request(n);
            }
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public Context currentContext() {
            return Operators.enableOnDiscard(Context.empty(), discarded::add);
        }

        @Override
        public void onSubscribe(Subscription walk) {
            if (subscription == null) {
                subscription = walk;
                if (throwsAtSubscription) {
                    walk.request(1);
                    throw new IllegalStateException("thrown by a subscriber");
                }
            }
        }

        @Override
        public void onNext(Object row) {
            signal("" + row);
        }

        @Override
        public void onError(Throwable error) {
            signal(String.valueOf(error.getMessage()));
        }

        @Override
        public void onComplete() {
            signal("complete");
        }

        private void signal(String signal) {
            signals.add(signal);
            if (signals.size() == throwsAt) {
                if (fatal) {
                    throw new NoClassDefFoundError("of another version");
                }
                throw new IllegalStateException("thrown by a subscriber");
            }
        }
    }
}
