package dev.deployflux.watch;

import java.util.List;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * A describing call for up to 20 awaited deployments: first a timer, then waiting for a slot, then under way. Which it
 * asks for is decided when it begins. Guarded by the lock of {@link OutcomeBook}.
 */
final class OutcomeLook {

    private final long at;
    private final Disposable.Composite steps = Disposables.composite();
    private List<AwaitedDeployment> asked = List.of();
    private long beganAt;

    OutcomeLook(long at) {
        this.at = at;
    }

    /** When it is due, in the scheduler's nanoseconds. */
    long at() {
        return at;
    }

    /** Timer and call; disposing of them ends it wherever it is. */
    Disposable.Composite steps() {
        return steps;
    }

    void begin(List<AwaitedDeployment> deployments, long now) {
        asked = deployments;
        beganAt = now;
        deployments.forEach(each -> each.look(this));
    }

    List<AwaitedDeployment> asked() {
        return asked;
    }

    List<String> arns() {
        return asked.stream().map(AwaitedDeployment::arn).toList();
    }

    long beganAt() {
        return beganAt;
    }

    boolean isAwaited() {
        return asked.stream().anyMatch(AwaitedDeployment::isAwaited);
    }

    /** After how many failures in a row its next failure comes, for the one among those asked for that has the fewest. */
    int failures() {
        return asked.stream()
                .filter(AwaitedDeployment::isAwaited)
                .mapToInt(each -> each.sight().failures())
                .min()
                .orElse(0);
    }
}
