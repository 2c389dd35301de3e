package dev.deployflux.watch;

import dev.deployflux.watch.LogJudge.Handled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** A handler that is slow at times, and fails at times, in one way or another. */
final class SeededConsumer {

    private final Random random;
    private final Supplier<EventId> end;
    private final List<Handled> handled = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<SeededProcess, DeploymentEvent> busy = new HashMap<>();
    private boolean healed;

    SeededConsumer(Random random, Supplier<EventId> end) {
        this.random = random;
        this.end = end;
    }

    Mono<Void> handle(SeededProcess process, DeploymentEvent event) {
        DeploymentEvent before = busy.put(process, event);
        if (before != null) {
            violations.add(process.name + " was handed " + event + " while it was at " + before);
        }
        EventId log = end.get();
        int fate = healed ? 100 : random.nextInt(40);
        if (fate == 0) {
            busy.remove(process);
            throw new IllegalStateException("the handler throws");
        }
        if (fate == 1) {
            busy.remove(process);
            throw new NoClassDefFoundError("com/slack/Client");
        }
        Mono<Void> work = fate == 2
                ? Mono.error(new IllegalStateException("the handler fails"))
                : Mono.<Void>fromRunnable(() -> handled.add(new Handled(event, log)));
        Mono<Void> slow = fate < 10 && !healed
                ? Mono.delay(Duration.ofMillis(random.nextInt(3_000)), process.time())
                        .then(work)
                : work;
        return slow.doOnTerminate(() -> busy.remove(process)).doOnCancel(() -> busy.remove(process));
    }

    void heal() {
        healed = true;
    }

    List<Handled> handled() {
        return handled;
    }

    List<String> violations() {
        return violations;
    }
}
