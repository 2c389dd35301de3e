package dev.deployflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import dev.deployflux.simulator.Fault;
import dev.deployflux.simulator.FaultRule;
import dev.deployflux.simulator.HeldFault;
import dev.deployflux.simulator.Operation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentBrief;

/** Cancel at each point of a page's life, as the server sees it. */
class CancelOverHttpTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private EcsSimulator ecs;
    private Flux<ServiceDeploymentBrief> list;
    private final Rows subscriber = new Rows();

    @BeforeEach
    void start() {
        ecs = EcsSimulator.start();
        ecs.cluster("prod").service("web").history(250);
        list = ServiceDeployments.create(ecs.client())
                .list(r -> r.cluster("prod").service("web"));
    }

    @AfterEach
    void stop() {
        ecs.close();
    }

    private void onPage(int number, Fault fault) {
        ecs.faults()
                .inject(Operation.LIST_SERVICE_DEPLOYMENTS, FaultRule.of(fault).skip(number - 1));
    }

    private void cancelAndSeeTheAbort() {
        subscriber.cancel();
        int rows = subscriber.rows.get();

        ecs.calls().whenAborted(1).block(SOON);

        assertThat(ecs.calls().aborted()).isEqualTo(1);
        assertThat(subscriber.rows).hasValue(rows);
        assertThat(subscriber.ended.asMono().toFuture()).isNotDone();
    }

    @Test
    void whileTheServerThinks() {
        HeldFault thinking = Fault.hold();
        onPage(1, thinking);
        list.subscribe(subscriber);
        thinking.reached().block(SOON);

        cancelAndSeeTheAbort();

        thinking.release();
        assertThat(subscriber.rows).hasValue(0);
        ecs.calls().whenOpenConnections(open -> open == 0).block(SOON);
    }

    @Test
    void whileTheBodyArrives() {
        HeldFault arriving = Fault.holdWithinBody();
        onPage(1, arriving);
        list.subscribe(subscriber);
        arriving.reached().block(SOON);

        cancelAndSeeTheAbort();

        assertThat(subscriber.rows).hasValue(0);
    }

    @Test
    void whileThePageAheadIsUnderWay() {
        HeldFault ahead = Fault.hold();
        onPage(2, ahead);
        list.subscribe(subscriber);
        ahead.reached().block(SOON);
        subscriber.reached(100).block(SOON);

        cancelAndSeeTheAbort();

        assertThat(subscriber.rows).hasValue(100);
        assertThat(ecs.calls().count()).isEqualTo(2);
    }

    @Test
    void anOperatorThatEndsTheListAbortsThePageAhead() {
        HeldFault ahead = Fault.hold();
        onPage(2, ahead);

        list.takeUntilOther(ahead.reached()).blockLast(SOON);

        ecs.calls().whenAborted(1).block(SOON);
        assertThat(ecs.calls().count()).isEqualTo(2);
    }

    @Test
    void betweenTwoPagesThereIsNothingToAbort() {
        subscriber.demand = 100;
        list.subscribe(subscriber);
        subscriber.reached(100).block(SOON);

        subscriber.cancel();
        // Whatever the cancel did to the connection would be seen before the answer to this call.
        ServiceDeployments.create(ecs.client())
                .list(r -> r.cluster("prod").service("web"))
                .take(1)
                .blockLast(SOON);

        assertThat(ecs.calls().count()).isEqualTo(2);
        assertThat(ecs.calls().aborted()).isZero();
    }

    private static final class Rows extends BaseSubscriber<ServiceDeploymentBrief> {
        private final AtomicInteger rows = new AtomicInteger();
        private final Sinks.Many<Integer> counts = Sinks.many().replay().latest();
        private final Sinks.Empty<Void> ended = Sinks.empty();
        private long demand = Long.MAX_VALUE;

        Mono<Integer> reached(int count) {
            return counts.asFlux().filter(seen -> seen >= count).next();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(demand);
        }

        @Override
        protected void hookOnNext(ServiceDeploymentBrief row) {
            counts.tryEmitNext(rows.incrementAndGet());
        }

        @Override
        protected void hookFinally(SignalType type) {
            if (type != SignalType.CANCEL) {
                ended.tryEmitEmpty();
            }
        }
    }
}
