package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deployflux.ServiceDeployments;
import dev.deployflux.concurrent.DueQueue;
import dev.deployflux.fixture.SchedulerDecorator;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A scheduler that runs nothing any more is noticed by somebody else's timer. */
@Timeout(30)
class UserCodeTest {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static WatchOptions options(Scheduler scheduler) {
        return DeploymentWatcher.builder(ServiceDeployments.create(new OutcomeClient()))
                .callTimeout(AT_ONCE)
                .scheduler(scheduler)
                .options
                .complete();
    }

    private static void stall(Scheduler scheduler, LongPredicate isOverdue) {
        new StallDetector(options(scheduler), AT_ONCE, isOverdue).stall().block();
    }

    @Test
    void aPublisherThatBlocksTheOnlyThread() {
        Scheduler single = Schedulers.newBoundedElastic(1, 100, "the only one");
        CountDownLatch end = new CountDownLatch(1);
        UserCode code = new UserCode(options(single));
        Flux<String> blocking = Flux.defer(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Flux.empty();
        });

        code.lane().visit(blocking).subscribe();

        assertThatThrownBy(() -> stall(single, code::isStuck))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more threads");
        end.countDown();
        single.dispose();
    }

    @Test
    void aTimerThatIsLost() {
        Scheduler forgetful = new SchedulerDecorator(Schedulers.parallel()) {
            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return Disposables.single();
            }
        };
        DueQueue<String> queue = new DueQueue<>(forgetful);
        queue.put("lost", forgetful.now(TimeUnit.NANOSECONDS));
        queue.next().subscribe();

        assertThatThrownBy(() -> stall(forgetful, queue::isOverdue)).hasMessageContaining("lost its tasks");
    }

    @Test
    void aThreadThatNeverComes() {
        Scheduler busy = new SchedulerDecorator(Schedulers.parallel()) {
            @Override
            public Disposable schedule(Runnable task) {
                return Disposables.single();
            }
        };
        UserCode code = new UserCode(options(busy));
        code.onOwnThread(Mono.just("never")).subscribe();

        assertThatThrownBy(() -> stall(busy, code::isStarved)).hasMessageContaining("more threads");
    }

    @Test
    void whatHasRunIsWaitedForNoMore() {
        UserCode code = new UserCode(options(Schedulers.boundedElastic()));

        assertThat(code.onOwnThread(Mono.just("done")).block()).isEqualTo("done");

        assertThat(code.isStarved(-1)).isFalse();
    }

    @Test
    void aThreadThatIsBlockedIsNotTakenASecondTime() {
        Scheduler many = Schedulers.newBoundedElastic(8, 8, "many");
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        UserCode.Lane lane = new UserCode(options(many)).lane();
        Disposable first = lane.visit(Flux.defer(() -> {
                    inside.countDown();
                    boolean done = false;
                    while (!done) {
                        try {
                            end.await();
                            done = true;
                        } catch (InterruptedException e) {
                            // as old drivers do
                        }
                    }
                    return Flux.just("late");
                }))
                .subscribe();
        assertThat(Mono.fromCallable(() -> inside.await(20, TimeUnit.SECONDS)).block())
                .isTrue();
        first.dispose();

        Mono<String> second = lane.visit(Flux.just("second")).next().cache();
        Disposable waits = second.subscribe();
        assertThat(lane.isTaken()).isTrue();
        assertThat(waits.isDisposed()).isFalse();
        end.countDown();

        assertThat(second.block()).isEqualTo("second");
        many.dispose();
    }
}
