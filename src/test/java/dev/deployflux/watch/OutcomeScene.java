package dev.deployflux.watch;

import dev.deployflux.ServiceDeployments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A watcher over an {@link OutcomeClient} in virtual time: 10 seconds from look to look, without jitter. */
final class OutcomeScene {

    final OutcomeClient ecs = new OutcomeClient();
    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final ServiceDeployments deployments = ServiceDeployments.create(ecs);
    final DeploymentWatcher watcher = builder().build();

    DeploymentWatcherBuilder builder() {
        return DeploymentWatcher.builder(deployments)
                .jitter(0)
                .scheduler(time)
                .clock(() -> OutcomeClient.NOON.plusNanos(time.now(TimeUnit.NANOSECONDS)));
    }

    void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    Wait await(String arn) {
        return new Wait(watcher.awaitOutcome(arn));
    }

    Wait await(String arn, Duration timeout) {
        return new Wait(watcher.awaitOutcome(arn, timeout));
    }

    /** A subscriber, and what it got. */
    static final class Wait {
        final List<DeploymentOutcome> outcomes = new ArrayList<>();

        @Nullable
        Throwable error;

        boolean completed;
        final Disposable subscription;

        Wait(Mono<DeploymentOutcome> mono) {
            subscription = mono.subscribe(outcomes::add, e -> error = e, () -> completed = true);
        }

        boolean isOpen() {
            return outcomes.isEmpty() && error == null && !completed;
        }

        DeploymentOutcome outcome() {
            if (outcomes.size() != 1 || error != null) {
                throw new AssertionError("got " + outcomes, error);
            }
            return outcomes.get(0);
        }

        Throwable error() {
            if (error == null) {
                throw new AssertionError("no error, but " + outcomes);
            }
            return error;
        }
    }
}
