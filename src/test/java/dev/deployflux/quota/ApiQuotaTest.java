package dev.deployflux.quota;

import static dev.deployflux.quota.ApiBucket.CLUSTERS;
import static dev.deployflux.quota.ApiBucket.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** A bucket of two permits that refills by one a second, on a clock and a scheduler that move by hand. */
class ApiQuotaTest {

    private final HandScheduler scheduler = new HandScheduler();
    private final ApiQuota quota =
            ApiQuota.builder().bucket(SERVICES, 2, 1).scheduler(scheduler).build();
    private final List<String> started = new ArrayList<>();

    @Test
    void takesNothingBeforeItIsSubscribedTo() {
        Mono<String> paced = quota.pace(SERVICES, answer("a"));
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(started).isEmpty();
        assertThat(available()).isEqualTo(2);
        assertThat(paced.block()).isEqualTo("a");
        assertThat(available()).isEqualTo(1);
    }

    @Test
    void startsAtOnceWhileThereArePermitsThenOnTheScheduler() {
        subscribe("a", "b", "c");
        assertThat(started).containsExactly("a", "b");
        assertThat(waiting()).isEqualTo(1);

        scheduler.ringUntil(Duration.ofSeconds(1).toNanos());
        assertThat(started).as("not where the timer rang").containsExactly("a", "b");
        scheduler.runTasks();

        assertThat(started).containsExactly("a", "b", "c");
        assertThat(waiting()).isZero();
    }

    @Test
    void grantsInOrderOfArrivalAndLetsNobodyOvertake() {
        subscribe("a", "b", "c", "d", "e");
        scheduler.ringUntil(Duration.ofSeconds(1).toNanos());
        subscribe("f"); // a permit is granted, but not in use yet
        scheduler.advance(Duration.ofSeconds(10));

        assertThat(started).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void oneAmongManyWaitsNoLongerThanOneRound() {
        subscribe("a", "b");
        AtomicInteger many = new AtomicInteger();
        Flux.range(0, 1_000)
                .flatMap(i -> quota.pace(SERVICES, Mono.fromCallable(many::incrementAndGet)), 8)
                .subscribe();
        subscribe("single");

        scheduler.advance(Duration.ofSeconds(8));
        assertThat(started).doesNotContain("single");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(started).contains("single");
        assertThat(many).hasValue(8);
    }

    @Test
    void bucketsDoNotShareTheirPermits() {
        subscribe("a", "b", "c");

        assertThat(quota.pace(CLUSTERS, Mono.just("cluster")).block()).isEqualTo("cluster");
        assertThat(quota.state(CLUSTERS).available()).isEqualTo(49);
    }

    @Test
    void eachRetryTakesAPermitOfItsOwn() {
        AtomicInteger attempts = new AtomicInteger();
        Mono<String> third = Mono.fromCallable(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return "answer";
        });
        List<String> answers = new ArrayList<>();
        quota.pace(SERVICES, third).retry(5).subscribe(answers::add);

        assertThat(attempts).hasValue(2);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(attempts).hasValue(3);
        assertThat(answers).containsExactly("answer");
        assertThat(available()).isZero();
    }

    @Test
    void contextErrorsAndEmptinessPassUnchanged() {
        IllegalStateException error = new IllegalStateException("refused");

        assertThat(quota.pace(SERVICES, Mono.deferContextual(context -> Mono.just(context.<String>get("key"))))
                        .contextWrite(context -> context.put("key", "value"))
                        .block())
                .isEqualTo("value");
        StepVerifier.create(quota.pace(SERVICES, Mono.empty())).verifyComplete();
        scheduler.advance(Duration.ofSeconds(1));
        StepVerifier.create(quota.pace(SERVICES, Mono.error(error)))
                .verifyErrorSatisfies(passed -> assertThat(passed).isSameAs(error));
        assertThat(available()).isZero();
    }

    @Test
    void aWaiterThatCancelsCostsNothingAndIsForgotten() {
        subscribe("a", "b");
        Disposable waiter = subscribe("c").get(0);
        assertThat(scheduler.timers()).isEqualTo(1);

        waiter.dispose();

        assertThat(waiting()).isZero();
        assertThat(scheduler.timers()).isZero();
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(started).containsExactly("a", "b");
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void aPermitThatIsCancelledBeforeItsStartGoesToTheNext() {
        subscribe("a", "b");
        List<Disposable> waiters = subscribe("c", "d");
        scheduler.ringUntil(Duration.ofSeconds(1).toNanos());
        assertThat(waiting()).isEqualTo(1);

        waiters.get(0).dispose();
        assertThat(waiting()).isZero();
        scheduler.runTasks();

        assertThat(started).containsExactly("a", "b", "d");
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void whoCancelsInOnSubscribeTakesNothing() {
        quota.pace(SERVICES, answer("a")).subscribe(new BaseSubscriber<String>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                cancel();
            }
        });

        assertThat(started).isEmpty();
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void aCancelledCallIsChargedAndCancelled() {
        AtomicInteger cancels = new AtomicInteger();
        Disposable call = quota.pace(SERVICES, Mono.never().doOnCancel(cancels::incrementAndGet))
                .subscribe();
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(available()).isEqualTo(1);

        call.dispose();
        call.dispose();

        assertThat(cancels).hasValue(1);
        assertThat(available()).as("charged only now").isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void aPermitIsNotChargedBeforeTheCallEnds() {
        Sinks.One<String> answer = Sinks.one();
        quota.pace(SERVICES, answer.asMono()).subscribe();
        scheduler.advance(Duration.ofSeconds(100));
        assertThat(available()).isEqualTo(1);

        answer.tryEmitValue("answer").orThrow();

        assertThat(available()).isEqualTo(1);
        scheduler.advance(Duration.ofMillis(999));
        assertThat(available()).isEqualTo(1);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void anAnswerThatNobodyHasAskedForKeepsNoPermit() {
        quota.pace(SERVICES, answer("a")).subscribe(new BaseSubscriber<String>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
        });
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(available()).isEqualTo(2);
    }

    @Test
    void aCallThatThrowsAsItIsSubscribedToLosesNoPermit() {
        StepVerifier.create(quota.pace(SERVICES, throwing(new IllegalStateException("no credentials"))))
                .verifyErrorMessage("no credentials");
        assertThatThrownBy(() -> quota.pace(SERVICES, throwing(new NoClassDefFoundError("fatal to Reactor")))
                        .subscribe())
                .isInstanceOf(NoClassDefFoundError.class);
        scheduler.advance(Duration.ofSeconds(2));

        assertThat(available()).isEqualTo(2);
    }

    @Test
    void anAnswerMayLeadToAnotherCall() {
        Mono<String> next = quota.pace(SERVICES, answer("next"));
        Mono<String> first = quota.pace(SERVICES, answer("first"));
        List<String> answers = new ArrayList<>();
        Flux.merge(first.flatMap(a -> next), first.flatMap(a -> next), first.flatMap(a -> next))
                .subscribe(answers::add);
        scheduler.advance(Duration.ofSeconds(10));

        assertThat(answers).containsExactly("next", "next", "next");
        assertThat(available()).isEqualTo(2);
    }

    @Test
    void aHundredThousandWaitersLeaveInNoTimeAndNothingBehind() {
        subscribe("a", "b");
        List<Disposable> waiters = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            waiters.addAll(subscribe("waiter"));
        }
        assertThat(waiting()).isEqualTo(100_000);
        assertThat(scheduler.timers()).isEqualTo(1);

        waiters.forEach(Disposable::dispose);

        assertThat(waiting()).isZero();
        assertThat(scheduler.timers()).isZero();
        assertThat(scheduler.tasks()).isZero();
    }

    private Mono<String> answer(String name) {
        return Mono.fromCallable(() -> {
            started.add(name);
            return name;
        });
    }

    private static Mono<String> throwing(Throwable error) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super String> actual) {
                throw ApiQuotaTest.<RuntimeException>unchecked(error);
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable error) throws E {
        throw (E) error;
    }

    private List<Disposable> subscribe(String... names) {
        return List.of(names).stream()
                .map(name -> quota.pace(SERVICES, answer(name)).subscribe())
                .toList();
    }

    private int available() {
        return quota.state(SERVICES).available();
    }

    private int waiting() {
        return quota.state(SERVICES).waiting();
    }
}
