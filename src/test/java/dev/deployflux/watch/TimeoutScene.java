package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Waits whose time is up, and nothing that stays of them. */
abstract class TimeoutScene {

    final OutcomeScene scene = new OutcomeScene();
    final OutcomeClient ecs = scene.ecs;

    @AfterEach
    void nothingStays() {
        assertThat(scene.watcher.awaited()).isZero();
        int calls = ecs.describes.size() + ecs.lists.size();
        scene.pass(Duration.ofDays(1));
        assertThat(ecs.describes.size() + ecs.lists.size()).isEqualTo(calls);
    }

    static OutcomeTimeoutException timeout(Wait wait) {
        return (OutcomeTimeoutException) wait.error();
    }
}
