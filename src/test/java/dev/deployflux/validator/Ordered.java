package dev.deployflux.validator;

import java.util.function.BiConsumer;

/** {@link Promise#ORDERED}: never an older status after a newer one. */
final class Ordered implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        observed.forEachReported((deployment, reports) -> {
            int furthest = -1;
            for (Report report : reports) {
                int index = deployment.indexOf(report.status());
                if (index >= 0 && index < furthest) {
                    broken.accept(
                            deployment.arn(),
                            report.status() + " was reported after "
                                    + deployment.steps().get(furthest).status() + ", which came later");
                }
                furthest = Math.max(furthest, index);
            }
        });
    }
}
