package dev.deployflux.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.ServiceDeployment;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentNotFoundException;

/**
 * How a deployment ends: it is described until it is over, and if it ended {@code STOPPED}, newer ones are listed. Guarded
 * by the lock of {@link OutcomeLoop}, save {@link #state()} and {@link #outcome()}.
 */
final class AwaitedDeployment extends Question<DeploymentOutcome> {

    /** Whoever has an ARN has it from ECS, which knows within seconds everywhere what it has named somewhere. */
    private static final Duration NEVER_KNOWN = Duration.ofSeconds(30);

    private final String arn;
    private volatile LastKnownState state = LastKnownState.NONE;

    /** A call that asked for others too was refused. */
    private boolean alone;

    private @Nullable Successor successor;

    AwaitedDeployment(String arn) {
        this.arn = arn;
    }

    String arn() {
        return arn;
    }

    LastKnownState state() {
        return state;
    }

    /** How it has ended, as far as describing it tells; {@code null} if it isn't known to be over. */
    @Nullable
    DeploymentOutcome outcome() {
        ServiceDeployment latest = state.deployment();
        return latest == null ? null : DescribedOutcome.of(latest);
    }

    /** Which deployment superseded it, for all whose time is up at about the same moment. */
    Successor successor(NewerDeployments newer) {
        if (successor == null || !successor.isAwaited()) {
            successor = new Successor(newer);
        }
        return successor;
    }

    @Override
    boolean isShareable() {
        return !alone && newer() == null;
    }

    void askAlone() {
        alone = true;
    }

    @Override
    void join(MonoSink<DeploymentOutcome> wait) {
        if (!isAwaited()) {
            state = state.awaitedAnew();
        }
        super.join(wait);
    }

    @Override
    @Nullable
    NewerDeployments newer() {
        return outcome() instanceof DeploymentOutcome.Stopped stopped
                ? NewerDeployments.beforeTheEndOf(stopped.deployment(), state.seenSince())
                : null;
    }

    @Override
    Consumer<MonoSink<DeploymentOutcome>> listed(@Nullable String firstNewer) {
        DeploymentOutcome outcome = outcome() instanceof DeploymentOutcome.Stopped stopped
                ? new DeploymentOutcome.Stopped(stopped.deployment(), stopped.reason(), firstNewer)
                : null;
        return wait -> wait.success(outcome);
    }

    /** It was described. Returns its outcome, if that is known. */
    @Nullable
    DeploymentOutcome seen(ServiceDeployment latest, long now) {
        alone = false;
        state = state.seen(latest, now);
        return outcome();
    }

    /** ECS doesn't know it. Returns what this ends the waits with, if that has lasted too long. */
    @Nullable
    Throwable missing(@Nullable String reason, long lookedAt, Duration tolerated) {
        alone = false;
        state = state.missing(lookedAt);
        Long since = state.missingSince();
        Duration missing = Duration.ofNanos(since == null ? 0 : lookedAt - since);
        boolean neverKnown = state.deployment() == null && NEVER_KNOWN.compareTo(tolerated) < 0;
        return missing.compareTo(neverKnown ? NEVER_KNOWN : tolerated) < 0
                ? null
                : ServiceDeploymentNotFoundException.builder()
                        .message(missingMessage(reason, missing))
                        .build();
    }

    private String missingMessage(@Nullable String reason, Duration missing) {
        ServiceDeployment last = state.deployment();
        return "ECS doesn't know " + arn + (reason == null ? "" : " (" + reason + ")")
                + (last == null
                        ? ", and hasn't since it was first asked for, " + MessageText.of(missing)
                                + " ago: the client may be of another region or account, the service may have been"
                                + " deleted, the deployment may be older than the 90 days that ECS keeps, or the ARN"
                                + " may be mistyped"
                        : " any more, for " + MessageText.of(missing) + "; it was " + last.statusAsString()
                                + " when it was last seen: the service may have been deleted");
    }

    void failed(Throwable error) {
        state = state.failed(error);
    }

    /** The first deployment that is newer, for those whose time is up. */
    static final class Successor extends Question<Optional<String>> {

        private final NewerDeployments newer;

        Successor(NewerDeployments newer) {
            this.newer = newer;
        }

        @Override
        NewerDeployments newer() {
            return newer;
        }

        @Override
        Consumer<MonoSink<Optional<String>>> listed(@Nullable String firstNewer) {
            return wait -> wait.success(Optional.ofNullable(firstNewer));
        }
    }
}
