package dev.deployflux.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.fixture.SchedulerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class DueQueueTest {

    private static final long SECOND = 1_000_000_000;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    /** Set and not yet rung or disposed of. */
    private final List<Disposable> timers = new ArrayList<>();

    private final DueQueue<String> queue = new DueQueue<>(new SchedulerDecorator(time) {
        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            Disposable timer = super.schedule(task, delay, unit);
            timers.add(timer);
            return timer;
        }

        @Override
        public boolean isDisposed() {
            return time.isDisposed();
        }
    });

    private final List<String> taken = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();

    private Disposable loop() {
        return Mono.defer(queue::next).repeat().subscribe(taken::add, errors::add);
    }

    private long running() {
        return timers.stream().filter(timer -> !timer.isDisposed()).count();
    }

    @Test
    void itemsComeWhenTheyAreDueAndByOneTimer() {
        queue.put("b", 2 * SECOND);
        queue.put("c", 3 * SECOND);
        loop();
        queue.put("a", SECOND);
        queue.put("late", 0);

        assertThat(taken).containsExactly("late");
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(taken).containsExactly("late", "a", "b");
        assertThat(running()).isOne();
    }

    @Test
    void anItemIsInItOnceWheneverItIsDueNow() {
        loop();
        queue.put("a", 5 * SECOND);
        queue.put("a", 2 * SECOND);
        queue.hasten("a", SECOND);
        queue.hasten("elsewhere", SECOND);

        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(taken).containsExactly("a");
    }

    @Test
    void toHastenAnItemNeverPutsItOff() {
        queue.put("late", -2 * SECOND);
        queue.put("later", -SECOND);
        queue.hasten("late", 0);
        loop();
        assertThat(taken).containsExactly("late", "later");

        queue.put("soon", SECOND);
        queue.hasten("soon", 60 * SECOND);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(taken).endsWith("soon");
    }

    @Test
    void withoutItemsOrOneWhoWaitsThereIsNoTimer() {
        queue.put("a", SECOND);
        assertThat(running()).isZero();
        Disposable loop = loop();
        assertThat(running()).isOne();

        queue.remove("a");
        assertThat(running()).isZero();
        queue.put("b", SECOND);
        loop.dispose();

        assertThat(running()).isZero();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(taken).isEmpty();
    }

    @Test
    void severalAreTakenInTheOrderInWhichTheyAreDue() {
        queue.put("c3", 3 * SECOND);
        queue.put("x", SECOND);
        queue.put("c1", SECOND);
        queue.put("c2", 2 * SECOND);
        queue.put("c4", 4 * SECOND);

        assertThat(queue.take(3, item -> item.startsWith("c"))).containsExactly("c1", "c2", "c3");
        assertThat(queue.take(9, item -> true)).containsExactly("x", "c4");
    }

    @Test
    void whoeverCancelsBeforeWaitingTakesNoItem() {
        queue.put("a", SECOND);
        queue.next().subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                cancel();
            }
        });
        time.advanceTimeBy(Duration.ofSeconds(10));

        loop();

        assertThat(taken).containsExactly("a");
    }

    @Test
    void aSchedulerThatWasDisposedOfIsNoticedByWhoeverComes() {
        loop();
        queue.put("a", SECOND);
        time.dispose();
        assertThat(errors).isEmpty();

        queue.put("b", 2 * SECOND);

        assertThat(errors).singleElement().isInstanceOf(RejectedExecutionException.class);
    }
}
