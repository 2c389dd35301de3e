package dev.deployflux.watch;

import static dev.deployflux.watch.SimulatedWatch.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.IN_PROGRESS;
import static software.amazon.awssdk.services.ecs.model.ServiceDeploymentStatus.SUCCESSFUL;

import dev.deployflux.fixture.SchedulerDecorator;
import dev.deployflux.simulator.DeploymentScript;
import dev.deployflux.watch.DeploymentEvent.PassCompleted;
import dev.deployflux.watch.OutcomeScene.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A scheduler that can't begin a thread for one task leaves nobody without a word. */
class OutOfThreadsTest extends FeedScene {

    private final AtomicBoolean out = new AtomicBoolean();

    private Scheduler scheduler(VirtualTimeScheduler time) {
        return new SchedulerDecorator(time) {
            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                if (out.getAndSet(false)) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                return super.schedule(task, delay, unit);
            }
        };
    }

    @Test
    void aWatchEndsByAnError() {
        prod.service("web").deploy(DeploymentScript.endless(SECOND));
        List<Throwable> errors = new ArrayList<>();
        Flux<DeploymentEvent> watch =
                prod.watcher().scheduler(scheduler(prod.time)).build().watch(Flux.just(ref("web")));
        Disposable subscription = watch.subscribe(event -> {}, errors::add);
        prod.pass(MINUTE);

        out.set(true);
        prod.pass(MINUTE);

        assertThat(errors).hasSize(1);
        assertThat(subscription.isDisposed()).isTrue();
    }

    @Test
    void aFeedEndsByAnErrorAndTheNextSubscriberBeginsItAnew() {
        out.set(true);
        feed = feed(prod.watcher().scheduler(scheduler(prod.time)));
        List<Throwable> errors = new ArrayList<>();
        Disposable first = feed.events().subscribe(event -> {}, errors::add);
        prod.pass(MINUTE);
        assertThat(errors).hasSize(1);
        assertThat(first.isDisposed()).isTrue();

        SimulatedWatch.Listener second = listen();
        prod.pass(MINUTE);

        assertThat(second.of(PassCompleted.class)).isNotEmpty();
    }

    @Test
    void aSchedulerThatIsDisposedOfWhileItWaitsEndsTheWatchAndTheFeed() {
        VirtualTimeScheduler own = VirtualTimeScheduler.create();
        List<Throwable> errors = new ArrayList<>();
        Flux<DeploymentEvent> watch = prod.watcher().scheduler(own).build().watch(Flux.just(ref("web")));
        watch.subscribe(event -> {}, errors::add);
        feed = feed(prod.watcher().scheduler(own));
        feed.events().subscribe(event -> {}, errors::add);
        own.advanceTimeBy(MINUTE);

        own.dispose();
        prod.pass(Duration.ofSeconds(10));

        assertThat(errors).hasSize(2).hasOnlyElementsOfType(RejectedExecutionException.class);
        assertThat(feed.health().ended()).isNotNull();
    }

    @Test
    void aSchedulerThatIsDisposedOfWhileOutcomesAreAwaitedEndsTheWaits() {
        OutcomeScene scene = new OutcomeScene();
        Wait wait = scene.await(scene.ecs.put("a", IN_PROGRESS));
        scene.pass(SECOND);

        scene.time.dispose();
        prod.pass(Duration.ofSeconds(10)); // in the time of the watchdog

        assertThat(wait.error()).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aWaitWhoseCallFindsNoThreadFailsAndLaterOnesGoOn() {
        OutcomeScene scene = new OutcomeScene();
        DeploymentWatcher watcher = scene.builder()
                .scheduler(new SchedulerDecorator(scene.time) {
                    @Override
                    public Disposable schedule(Runnable task) {
                        if (out.getAndSet(false)) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        return super.schedule(task);
                    }
                })
                .concurrency(1)
                .build();
        String arn = scene.ecs.put("a", IN_PROGRESS);

        out.set(true);
        Wait first = new Wait(watcher.awaitOutcome(arn, MINUTE));
        scene.pass(SECOND);
        assertThat(first.error()).isInstanceOf(RejectedExecutionException.class);
        Wait second = new Wait(watcher.awaitOutcome(arn, MINUTE));
        scene.ecs.put("a", SUCCESSFUL);
        scene.pass(MINUTE);

        assertThat(second.outcome().isSuccess()).isTrue();
    }

    @Test
    void aWaitForAnOutcomeFailsAndLaterOnesAreTimedAsEver() {
        OutcomeScene scene = new OutcomeScene();
        DeploymentWatcher watcher =
                scene.builder().scheduler(scheduler(scene.time)).build();
        String arn = scene.ecs.put("a", IN_PROGRESS);

        out.set(true);
        Wait first = new Wait(watcher.awaitOutcome(arn, MINUTE));
        Wait second = new Wait(watcher.awaitOutcome(arn, MINUTE.multipliedBy(2)));
        scene.pass(Duration.ofMinutes(2));

        assertThat(first.error()).isNotNull();
        assertThat(second.error()).isInstanceOf(OutcomeTimeoutException.class);
    }
}
