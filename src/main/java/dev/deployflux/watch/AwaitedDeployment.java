package dev.deployflux.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import software.amazon.awssdk.services.ecs.model.DescribeServiceDeploymentsResponse;
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

    /** Whether it is asked for alone next. */
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

    /**
     * It was asked for.
     *
     * @return what this ends the waits with; {@code null} if it is to be asked for again, or {@link #newer()} to be
     *     listed
     */
    @Nullable
    Consumer<MonoSink<DeploymentOutcome>> described(
            DescribeServiceDeploymentsResponse answer, long began, WatchOptions options) {
        alone = false;
        Optional<ServiceDeployment> latest = answer.serviceDeployments().stream()
                .filter(each -> each != null && arn.equals(each.serviceDeploymentArn()))
                .findFirst();
        if (latest.isEmpty()) {
            return missing(answer, began, options.overlap);
        }
        state = state.seen(latest.get(), options.now());
        DeploymentOutcome outcome = outcome();
        return outcome == null || newer() != null ? null : wait -> wait.success(outcome);
    }

    private @Nullable Consumer<MonoSink<DeploymentOutcome>> missing(
            DescribeServiceDeploymentsResponse answer, long began, Duration tolerated) {
        state = state.missing(began);
        Long since = state.missingSince();
        Duration missing = Duration.ofNanos(since == null ? 0 : began - since);
        boolean neverKnown = state.deployment() == null && NEVER_KNOWN.compareTo(tolerated) < 0;
        if (missing.compareTo(neverKnown ? NEVER_KNOWN : tolerated) < 0) {
            return null;
        }
        String reason = answer.failures().stream()
                .filter(each -> each != null && arn.equals(each.arn()) && each.reason() != null)
                .map(each -> " (" + each.reason() + ")")
                .findFirst()
                .orElse("");
        Throwable error = ServiceDeploymentNotFoundException.builder()
                .message(missingMessage(reason, missing))
                .build();
        return wait -> wait.error(error);
    }

    private String missingMessage(String reason, Duration missing) {
        ServiceDeployment last = state.deployment();
        return "ECS doesn't know " + arn + reason
                + (last == null
                        ? ", and hasn't since it was first asked for, " + MessageText.of(missing)
                                + " ago: the client may be of another region or account, the service may have been"
                                + " deleted, the deployment may be older than the 90 days that ECS keeps, or the ARN"
                                + " may be mistyped"
                        : " any more, for " + MessageText.of(missing) + "; it was " + last.statusAsString()
                                + " when it was last seen: the service may have been deleted");
    }

    /** The call failed. If it was refused, perhaps another that it asked for is at fault. */
    void failed(Throwable error, boolean refused) {
        alone |= refused;
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
