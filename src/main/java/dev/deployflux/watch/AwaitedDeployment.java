package dev.deployflux.watch;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/**
 * One deployment whose outcome is awaited: by whom, what was seen of it, and when it is looked at next. Guarded by the
 * lock of {@link OutcomeBook}, save {@link #sight()}, {@link #stopped()} and {@link #newer()}.
 */
final class AwaitedDeployment {

    /** Whoever has an ARN has it from ECS, which knows within seconds everywhere what it has named somewhere. */
    private static final Duration NEVER_KNOWN = Duration.ofSeconds(30);

    private final String arn;
    private final long number;
    private final Set<MonoSink<DeploymentOutcome>> waits = new LinkedHashSet<>();
    private final Disposable.Swap lookup = Disposables.swap();

    /** When it is to be looked at, in the scheduler's nanoseconds. Changes only outside of the queue. */
    private long due;

    /** A call that asked for others too was refused. */
    private boolean alone;

    private @Nullable OutcomeLook look;
    private volatile Sight sight = Sight.NONE;
    private volatile DeploymentOutcome.@Nullable Stopped stopped;
    private final SharedCall<Optional<String>> newer = new SharedCall<>();

    AwaitedDeployment(String arn, long number, long now) {
        this.arn = arn;
        this.number = number;
        this.due = now;
    }

    String arn() {
        return arn;
    }

    /** Tells those apart that are due at the same time. */
    long number() {
        return number;
    }

    long due() {
        return due;
    }

    void dueAt(long at) {
        due = at;
    }

    boolean isAlone() {
        return alone;
    }

    void askAlone() {
        alone = true;
    }

    Sight sight() {
        return sight;
    }

    /** Its outcome, while it is being found out whether it was superseded. */
    DeploymentOutcome.@Nullable Stopped stopped() {
        return stopped;
    }

    /** What finds that out. */
    Disposable.Swap lookup() {
        return lookup;
    }

    /** The lookup of newer deployments, which those share whose time is up at about the same moment. */
    SharedCall<Optional<String>> newer() {
        return newer;
    }

    void join(MonoSink<DeploymentOutcome> wait) {
        if (waits.isEmpty()) {
            sight = sight.awaitedAnew();
        }
        waits.add(wait);
    }

    boolean leave(MonoSink<DeploymentOutcome> wait) {
        return waits.remove(wait);
    }

    boolean isAwaited() {
        return !waits.isEmpty();
    }

    List<MonoSink<DeploymentOutcome>> takeWaits() {
        List<MonoSink<DeploymentOutcome>> all = List.copyOf(waits);
        waits.clear();
        return all;
    }

    /** The call under way that asks for it; {@code null} if there is none. */
    @Nullable
    OutcomeLook look() {
        return look;
    }

    void look(@Nullable OutcomeLook underWay) {
        look = underWay;
    }

    /** It was described. Returns what this ends the waits with, if that is known. */
    @Nullable
    Consumer<MonoSink<DeploymentOutcome>> seen(ServiceDeployment latest, long now) {
        alone = false;
        sight = sight.seen(latest, now);
        DeploymentOutcome outcome = Ending.of(latest);
        if (outcome instanceof DeploymentOutcome.Stopped ended) {
            stopped = ended;
            return null;
        }
        return outcome == null ? null : wait -> wait.success(outcome);
    }

    /** ECS doesn't know it. Returns what this ends the waits with, if that has lasted too long. */
    @Nullable
    Consumer<MonoSink<DeploymentOutcome>> missing(@Nullable String reason, long lookedAt, Duration tolerated) {
        alone = false;
        sight = sight.missing(lookedAt);
        Long since = sight.missingSince();
        Duration missing = Duration.ofNanos(since == null ? 0 : lookedAt - since);
        boolean neverKnown = sight.deployment() == null && NEVER_KNOWN.compareTo(tolerated) < 0;
        if (missing.compareTo(neverKnown ? NEVER_KNOWN : tolerated) < 0) {
            return null;
        }
        Throwable error = ServiceDeploymentNotFoundException.builder()
                .message(missingMessage(reason, missing))
                .build();
        return wait -> wait.error(error);
    }

    private String missingMessage(@Nullable String reason, Duration missing) {
        ServiceDeployment last = sight.deployment();
        return "ECS doesn't know " + arn + (reason == null ? "" : " (" + reason + ")")
                + (last == null
                        ? ", and hasn't since it was first asked for, " + Words.of(missing)
                                + " ago: the client may be of another region or account, the service may have been"
                                + " deleted, the deployment may be older than the 90 days that ECS keeps, or the ARN"
                                + " may be mistyped"
                        : " any more, for " + Words.of(missing) + "; it was " + last.statusAsString()
                                + " when it was last seen: the service may have been deleted");
    }

    void failed(Throwable error) {
        sight = sight.failed(error);
    }
}
