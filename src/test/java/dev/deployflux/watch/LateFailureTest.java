package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a store still says when it isn't waited for any more. */
class LateFailureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<Subscriber<? super String>> asked = new ArrayList<>();
    private final List<Throwable> dropped = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();

    /** A store whose answer is on its way when nobody waits for it any more. */
    private Mono<String> store() {
        return Mono.fromDirect(subscriber -> {
            asked.add(subscriber);
            subscriber.onSubscribe(Operators.emptySubscription());
        });
    }

    @AfterEach
    void logDroppedErrorsAgain() {
        Hooks.resetOnErrorDropped();
        time.dispose();
    }

    @Test
    void aFailureThatComesTooLateIsNoErrorThatWasDropped() {
        Hooks.onErrorDropped(dropped::add);
        StoreRetries.answered(this::store, PATIENCE, time).subscribe(any -> {}, errors::add);
        time.advanceTimeBy(PATIENCE);

        asked.get(0).onError(new FeedStoreException(FeedStoreException.Reason.FENCED, "the lease is over"));

        assertThat(errors).singleElement().isInstanceOf(TimeoutException.class);
        assertThat(dropped).isEmpty();
    }

    @Test
    void aFailureInTimeIsTold() {
        StoreRetries.answered(this::store, PATIENCE, time).subscribe(any -> {}, errors::add);

        asked.get(0).onError(new FeedStoreException(FeedStoreException.Reason.FENCED, "the lease is over"));

        assertThat(errors).singleElement().isInstanceOf(FeedStoreException.class);
    }
}
