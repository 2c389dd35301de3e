package dev.deployflux.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A run of finished deployments, evenly spaced, whose outcomes follow a fixed pattern. */
final class DeploymentHistory {

    /** For how long ECS keeps deployments. */
    static final Duration RETENTION = Duration.ofDays(90);

    static final String BREAKER = "Service deployment rolled back because the circuit breaker threshold was exceeded.";

    private static final Duration USUAL_SPACING = Duration.ofMinutes(10);
    private static final Duration USUAL_LIFE = Duration.ofSeconds(90);

    private final int count;
    private final Duration spacing;
    private final Instant end;
    private final List<DeploymentScript> outcomes;

    DeploymentHistory(int count, Duration spacing, Instant end) {
        if (count < 0) {
            throw new IllegalArgumentException("A history has 0 or more deployments, not %d".formatted(count));
        }
        if (spacing.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "Deployments of a history are a millisecond or more apart, not %s".formatted(spacing));
        }
        this.count = count;
        this.spacing = spacing;
        this.end = end;
        Duration half = spacing.dividedBy(2);
        this.outcomes = scripts(half.compareTo(USUAL_LIFE) < 0 ? half : USUAL_LIFE);
    }

    static Duration spacing(int count) {
        if (count <= 0) {
            return USUAL_SPACING;
        }
        Duration share = Duration.ofMillis(RETENTION.toMillis() / count);
        return share.compareTo(USUAL_SPACING) < 0 ? share : USUAL_SPACING;
    }

    Instant createdAt(int i) {
        return end.minus(spacing.multipliedBy(count - i));
    }

    DeploymentScript script(int i) {
        if (i % 100 == 29) {
            return outcomes.get(3);
        }
        return switch (i % 20) {
            case 7 -> outcomes.get(1);
            case 13 -> outcomes.get(2);
            default -> outcomes.get(0);
        };
    }

    private static List<DeploymentScript> scripts(Duration life) {
        return List.of(
                DeploymentScript.successful(life),
                DeploymentScript.rollback(life, BREAKER),
                DeploymentScript.stopped(life, "Service deployment stopped by request."),
                DeploymentScript.rollbackFailed(life, "Service deployment rollback failed."));
    }
}
