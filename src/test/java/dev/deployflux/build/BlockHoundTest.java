package dev.deployflux.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.simulator.EcsSimulator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** That BlockHound is on the watch in all of these tests; it is installed as they start. */
class BlockHoundTest {

    @Test
    void blockingOnAReactorThreadIsCaught() {
        assertThatThrownBy(() -> Mono.fromRunnable(BlockHoundTest::block)
                        .subscribeOn(Schedulers.parallel())
                        .block())
                .hasRootCauseInstanceOf(BlockingOperationError.class);
    }

    @Test
    void blockingWhereRowsArriveIsCaught() {
        try (EcsSimulator ecs = EcsSimulator.start()) {
            ecs.cluster("default").service("web").history(1);

            assertThatThrownBy(() -> ServiceDeployments.create(ecs.client())
                            .list(r -> r.service("web"))
                            .doOnNext(row -> {
                                assertThat(Thread.currentThread().getName()).startsWith("sdk-async-response");
                                block();
                            })
                            .blockLast())
                    .hasRootCauseInstanceOf(BlockingOperationError.class);
        }
    }

    /** Blocks for long: BlockHound sees a thread that parks, and a short wait may be over before that. */
    private static void block() {
        try {
            assertThat(new CountDownLatch(1).await(10, TimeUnit.SECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
