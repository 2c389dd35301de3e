package dev.deployflux.validator;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/** {@link Promise#REMOVED_ONLY_IF_GONE}. */
final class RemovedOnlyIfGone implements Rule {

    private static final Duration KEPT_BY_ECS = Duration.ofDays(90);

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachReported((deployment, reports) -> {
            boolean over = false;
            for (Report report : reports) {
                if (report.isRemoval() && over) {
                    broken.accept(deployment.arn(), "it was removed, but its end had been reported");
                } else if (report.isRemoval() && !report.leaving() && !isGone(deployment, report.notAfter())) {
                    broken.accept(
                            deployment.arn(),
                            "it was removed by " + report.notAfter() + ", but "
                                    + (deployment.removedAt() == null
                                            ? "is there still"
                                            : "was there until " + deployment.removedAt()));
                }
                over |= report.isEnd();
            }
        });
    }

    private static boolean isGone(TrueDeployment deployment, Instant by) {
        return (deployment.removedAt() != null && !deployment.removedAt().isAfter(by))
                || !deployment.createdAt().plus(KEPT_BY_ECS).isAfter(by);
    }
}
