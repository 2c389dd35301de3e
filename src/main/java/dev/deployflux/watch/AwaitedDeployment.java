package dev.deployflux.watch;

import dev.deployflux.concurrent.SharedCall;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/**
 * A deployment that somebody awaits something of, and all who do. Guarded by the lock of {@link AwaitedDeployments}, save
 * {@link #state()} and {@link #reached()}.
 *
 * @param <T> what they get
 */
final class AwaitedDeployment<T> {

    /** Whoever has an ARN has it from ECS, which knows within seconds everywhere what it has named somewhere. */
    private static final Duration NEVER_KNOWN = Duration.ofSeconds(30);

    /**
     * Equal ones are awaited once.
     *
     * @param <T> what is awaited
     */
    record Key<T>(String arn, Goal<T> goal) {}

    private final Key<T> key;
    private final WatchOptions options;
    private final Set<MonoSink<T>> waits = new LinkedHashSet<>();
    private int members;
    private @Nullable Look<String, ServiceDeployment> look;
    private @Nullable Consumer<MonoSink<T>> end;
    private final SharedCall<Optional<String>> supersededBy;
    private volatile LastKnownState state = LastKnownState.NONE;

    /** {@code list} makes the call for newer ones. */
    AwaitedDeployment(Key<T> key, WatchOptions options, Function<NewerDeployments, Mono<Optional<String>>> list) {
        this.key = key;
        this.options = options;
        this.supersededBy = new SharedCall<>(Mono.defer(() -> list.apply(newer())));
    }

    Key<T> key() {
        return key;
    }

    LastKnownState state() {
        return state;
    }

    /** What was awaited, if the last look has found it; else {@code null}. */
    @Nullable
    T reached() {
        ServiceDeployment latest = state.deployment();
        return latest == null ? null : key.goal.reached(latest);
    }

    /** The ARN of the first deployment that is newer, as far as it can be listed. */
    Mono<Optional<String>> supersededBy() {
        return supersededBy.answer();
    }

    private NewerDeployments newer() {
        ServiceDeployment latest = state.deployment();
        if (latest == null) {
            throw new IllegalStateException(key.arn + " was never seen, so none is known to be newer");
        }
        return DescribedOutcome.of(latest) == null
                ? new NewerDeployments(latest, null, options.now())
                : NewerDeployments.beforeTheEndOf(latest, state.seenSince());
    }

    /** One more is here, for looks or for what comes behind them. */
    void enter() {
        members++;
    }

    /** Returns whether that was the last one. */
    boolean exit() {
        return --members == 0;
    }

    /** What the waits end with; {@code null} as long as it isn't known. */
    @Nullable
    Consumer<MonoSink<T>> end() {
        return end;
    }

    /** Somebody waits for the end. Returns whether that is the first one, for whom it is looked at. */
    boolean join(MonoSink<T> wait) {
        return waits.add(wait) && waits.size() == 1;
    }

    void lookedAtBy(Look<String, ServiceDeployment> begun) {
        look = begun;
    }

    @Nullable
    Look<String, ServiceDeployment> look() {
        return look;
    }

    /** Returns the look that ends, if that was the last one who waited. */
    @Nullable
    Look<String, ServiceDeployment> leave(MonoSink<T> wait) {
        return waits.remove(wait) && waits.isEmpty() ? takeLook() : null;
    }

    @Nullable
    Look<String, ServiceDeployment> takeLook() {
        Look<String, ServiceDeployment> taken = look;
        look = null;
        return taken;
    }

    List<MonoSink<T>> takeWaits() {
        List<MonoSink<T>> all = List.copyOf(waits);
        waits.clear();
        return all;
    }

    /** Whether they end with an error, which holds for these waits alone: the next begins anew. */
    boolean hasFailed() {
        return end != null && reached() == null;
    }

    /** It was looked at. Returns whether that ends the waits. */
    boolean looked(Answer<String, ServiceDeployment> answer) {
        end = endBy(answer);
        return end != null;
    }

    private @Nullable Consumer<MonoSink<T>> endBy(Answer<String, ServiceDeployment> answer) {
        Throwable error = answer.error();
        if (error != null) {
            state = state.failed(error);
            return answer.refused() ? error(WhileAwaiting.in(error, key.goal.text(), key.arn)) : null;
        }
        ServiceDeployment latest = answer.description();
        if (latest == null) {
            return missing(answer);
        }
        state = state.seen(latest, options.now());
        T found = reached();
        if (found != null) {
            return wait -> wait.success(found);
        }
        DeploymentOutcome outcome = DescribedOutcome.of(latest);
        return outcome == null ? null : error(new DeploymentEndedException(outcome, key.goal));
    }

    private Consumer<MonoSink<T>> error(Throwable error) {
        return wait -> wait.error(error);
    }

    private @Nullable Consumer<MonoSink<T>> missing(Answer<String, ServiceDeployment> answer) {
        state = state.missing(answer.began());
        Long since = state.missingSince();
        Duration missing = Duration.ofNanos(since == null ? 0 : answer.began() - since);
        boolean neverKnown = state.deployment() == null && NEVER_KNOWN.compareTo(options.overlap) < 0;
        if (missing.compareTo(neverKnown ? NEVER_KNOWN : options.overlap) < 0) {
            return null;
        }
        String reason = answer.reason() == null ? "" : " (" + answer.reason() + ")";
        return error(ServiceDeploymentNotFoundException.builder()
                .message(missingMessage(reason, missing))
                .build());
    }

    private String missingMessage(String reason, Duration missing) {
        ServiceDeployment last = state.deployment();
        return "ECS doesn't know " + key.arn + reason
                + (last == null
                        ? ", and hasn't since it was first asked for, " + MessageText.of(missing)
                                + " ago: the client may be of another region or account, the service may have been"
                                + " deleted, the deployment may be older than the 90 days that ECS keeps, or the ARN"
                                + " may be mistyped"
                        : " any more, for " + MessageText.of(missing) + "; it was " + last.statusAsString()
                                + " when it was last seen: the service may have been deleted");
    }
}
