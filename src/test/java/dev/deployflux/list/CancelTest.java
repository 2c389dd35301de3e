package dev.deployflux.list;

import static dev.deployflux.fixture.ScriptedClient.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.paging.Pages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** What cancel stops, and what becomes of rows that were not emitted. */
class CancelTest {

    private final HeldCalls held = new HeldCalls(1_000);
    private final List<Object> discarded = new ArrayList<>();
    private final Rows subscriber = new Rows();

    private void subscribe(int readAhead) {
        ServiceDeployments.builder(held.client())
                .readAhead(readAhead)
                .build()
                .list(r -> r.service("web"))
                .subscribe(subscriber);
    }

    @Test
    void cancelBeforeDemandMakesNoCall() {
        subscribe(1);
        subscriber.cancel();
        subscriber.request(1);

        assertThat(held.count()).isZero();
    }

    @Test
    void cancelAbortsTheFutureThatTheClientReturned() {
        subscribe(1);
        subscriber.request(1);
        subscriber.cancel();

        assertThat(held.call(1)).isCancelled();
        assertThat(subscriber.ended).isNull();
    }

    @Test
    void cancelAbortsThePageAhead() {
        subscribe(1);
        subscriber.request(101);
        held.answer(1);
        assertThat(subscriber.rows).hasSize(100);
        subscriber.cancel();

        assertThat(held.call(2)).isCancelled();
        assertThat(held.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void cancelWhileARowIsDeliveredIsTheLastRow(int readAhead) {
        subscriber.cancelAtRow = 100;
        subscribe(readAhead);
        subscriber.requestUnbounded();
        held.answer(1);

        assertThat(subscriber.rows).hasSize(100);
        assertThat(subscriber.ended).isNull();
        assertThat(held.count()).as("no call after the cancel").isEqualTo(readAhead == 0 ? 1 : 2);
        assertThat(discarded).isEmpty();
    }

    @Test
    void rowsInHandAreDiscardedThroughTheHook() {
        subscriber.cancelAtRow = 10;
        subscribe(1);
        subscriber.requestUnbounded();
        held.answer(1);

        assertThat(discarded).hasSize(90).first().isEqualTo(row(10));
    }

    @Test
    void rowsThatWaitForDemandAreDiscardedThroughTheHook() {
        subscribe(1);
        subscriber.request(1);
        held.answer(1);
        subscriber.cancel();

        assertThat(discarded).hasSize(99);
    }

    @Test
    void aPageThatArrivesInSpiteOfTheCancelIsDiscarded() {
        TestPublisher<List<ServiceDeploymentBrief>> deafCall =
                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        Pages.of(token -> deafCall.mono(), page -> null).items(page -> page).subscribe(subscriber);
        subscriber.request(1);
        subscriber.cancel();
        deafCall.next(List.of(row(0), row(1)));

        assertThat(subscriber.rows).isEmpty();
        assertThat(discarded).containsExactly(row(0), row(1));
    }

    @Test
    void anErrorAfterTheCancelIsNotEmitted() {
        subscribe(1);
        subscriber.request(1);
        var call = held.call(1);
        subscriber.cancel();
        call.completeExceptionally(SdkClientException.create("late"));

        assertThat(subscriber.ended).isNull();
    }

    @Test
    void cancelAfterTheEndDoesNothing() {
        subscribe(1);
        subscriber.requestUnbounded();
        for (int call = 1; call <= 10; call++) {
            held.answer(call);
        }
        assertThat(subscriber.ended).isEqualTo(SignalType.ON_COMPLETE);
        subscriber.cancel();

        assertThat(held.count()).isEqualTo(10);
        assertThat(discarded).isEmpty();
    }

    @Test
    void theWalkCanBeScanned() {
        subscribe(1);
        subscriber.request(30);
        held.answer(1);
        Scannable walk = Scannable.from(subscriber.walk);

        assertThat(walk.scan(Scannable.Attr.BUFFERED)).as("pages").isEqualTo(1);
        assertThat(walk.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isZero();
        assertThat(walk.scan(Scannable.Attr.TERMINATED)).isFalse();
        assertThat(walk.scan(Scannable.Attr.CANCELLED)).isFalse();
        subscriber.cancel();
        assertThat(walk.scan(Scannable.Attr.CANCELLED)).isTrue();
    }

    private final class Rows extends BaseSubscriber<ServiceDeploymentBrief> {
        final List<ServiceDeploymentBrief> rows = new ArrayList<>();
        int cancelAtRow;

        @Nullable
        Subscription walk;

        @Nullable
        SignalType ended;

        @Override
        public Context currentContext() {
            return Operators.enableOnDiscard(Context.empty(), discarded::add);
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            walk = subscription;
        }

        @Override
        protected void hookOnNext(ServiceDeploymentBrief row) {
            rows.add(row);
            if (rows.size() == cancelAtRow) {
                cancel();
            }
        }

        @Override
        protected void hookFinally(SignalType type) {
            ended = type == SignalType.CANCEL ? null : type;
        }
    }
}
