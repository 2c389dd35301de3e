package dev.deployflux.watch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * What ECS is asked, once for all who wait for the answer. Guarded by the lock of {@link OutcomeLoop}.
 *
 * @param <T> the answer
 */
abstract sealed class Question<T> permits AwaitedDeployment, AwaitedDeployment.Successor {

    /**
     * A call under way.
     *
     * @param asked who needs it
     * @param abandoned completes when nobody waits for any of those any more
     */
    record Call(List<? extends Question<?>> asked, Sinks.Empty<Void> abandoned) {

        boolean isNeeded() {
            return asked.stream().anyMatch(Question::isAwaited);
        }
    }

    private final Set<MonoSink<T>> waits = new LinkedHashSet<>();
    private @Nullable Call call;

    /** The newer deployments that its next call lists; {@code null} if that describes a deployment. */
    abstract @Nullable NewerDeployments newer();

    /** What those who wait are told when that list is over; {@code null} stands for none, or that it failed. */
    abstract Consumer<MonoSink<T>> listed(@Nullable String firstNewer);

    /** Whether its next call may ask for others, too. */
    boolean isShareable() {
        return false;
    }

    void join(MonoSink<T> wait) {
        waits.add(wait);
    }

    /** Returns whether that was the last who waited. */
    boolean leave(MonoSink<T> wait) {
        return waits.remove(wait) && waits.isEmpty();
    }

    boolean isAwaited() {
        return !waits.isEmpty();
    }

    List<MonoSink<T>> takeWaits() {
        List<MonoSink<T>> all = List.copyOf(waits);
        waits.clear();
        return all;
    }

    @Nullable
    Call call() {
        return call;
    }

    void call(@Nullable Call underWay) {
        call = underWay;
    }
}
