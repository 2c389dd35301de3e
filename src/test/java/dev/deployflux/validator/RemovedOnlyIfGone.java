package dev.deployflux.validator;

import java.util.function.BiConsumer;

/** {@link Promise#REMOVED_ONLY_IF_GONE}. */
final class RemovedOnlyIfGone implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachReported((deployment, reports) -> {
            boolean over = false;
            for (Report report : reports) {
                if (report.isRemoval() && over) {
                    broken.accept(deployment.arn(), "it was removed, but its end had been reported");
                } else if (report.isRemoval() && !report.leaving() && !deployment.isGone(report.notAfter())) {
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
}
