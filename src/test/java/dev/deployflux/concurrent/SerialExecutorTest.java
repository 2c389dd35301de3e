package dev.deployflux.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

class SerialExecutorTest {

    private final SerialExecutor executor = new SerialExecutor();
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void resetHooks() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void whatAnActionHandsInRunsAfterIt() {
        executor.execute(() -> {
            executor.execute(() -> done.add("second"));
            executor.execute(() -> done.add("third"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void whoFindsItBusyLeavesItsActionThere() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        Thread busy = new Thread(() -> executor.execute(() -> {
            inside.countDown();
            try {
                left.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.add("busy");
        }));
        busy.start();
        inside.await();

        executor.execute(() -> done.add("left by " + (Thread.currentThread() == busy ? "another" : "itself")));
        left.countDown();
        busy.join();

        assertThat(done).containsExactly("busy", "left by another");
    }

    @Test
    void anActionThatThrowsKeepsNoOtherFromRunning() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        IllegalStateException broken = new IllegalStateException("broken");

        executor.execute(() -> {
            executor.execute(() -> done.add("next"));
            throw broken;
        });

        assertThat(done).containsExactly("next");
        assertThat(dropped).containsExactly(broken);
    }

    @Test
    void norDoesAHookThatThrows() {
        Hooks.onErrorDropped(error -> {
            throw new IllegalStateException("the hook");
        });

        executor.execute(() -> {
            throw new IllegalStateException("the action");
        });
        executor.execute(() -> done.add("next"));

        assertThat(done).containsExactly("next");
    }
}
