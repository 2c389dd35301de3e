package dev.deployflux.validator;

import dev.deployflux.watch.RolloutEvents.Progressed;
import dev.deployflux.watch.RolloutProgress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Promise#PROGRESS_ORDERED}. A stage that was truly entered twice may be told twice. In a feed the same progress may
 * come twice in a row, if what was between is merged.
 */
final class ProgressOrdered implements Rule {

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        boolean conflated = observed.listening().conflated();
        observed.forEachRollout((deployment, reports) -> {
            checkPlace(deployment.arn(), reports, broken);
            if (!conflated) {
                checkNews(deployment.arn(), reports, broken);
            }
            checkStages(deployment, reports, broken);
        });
    }

    private static void checkPlace(String arn, List<RolloutReport> reports, BiConsumer<String, String> broken) {
        for (RolloutReport report : reports) {
            Report before = report.before();
            if (before == null) {
                broken.accept(arn, report.news() + " came before it was seen");
            } else if (before.isEnd() || before.isRemoval()) {
                broken.accept(
                        arn,
                        report.news() + " came after its end, "
                                + (before.isRemoval()
                                        ? "that it was removed"
                                        : before.row().statusAsString()));
            }
        }
    }

    private static void checkNews(String arn, List<RolloutReport> reports, BiConsumer<String, String> broken) {
        RolloutProgress last = null;
        for (RolloutReport report : reports) {
            if (report.event() instanceof Progressed progressed) {
                if (progressed.progress().equals(last)) {
                    broken.accept(arn, last + " was told twice in a row");
                }
                last = progressed.progress();
            }
        }
    }

    private static void checkStages(
            TrueDeployment deployment, List<RolloutReport> reports, BiConsumer<String, String> broken) {
        TrueStages stages = new TrueStages(deployment);
        int place = -1;
        for (RolloutReport report : reports) {
            @Nullable
            String stage =
                    report.event() instanceof Progressed told ? told.progress().stage() : null;
            if (stage == null || !stages.had(stage)) {
                continue;
            }
            int next = stages.next(stage, place);
            if (next < 0) {
                broken.accept(
                        deployment.arn(),
                        stage + " was told after " + stages.name(place) + ", but its stages are " + stages);
            } else {
                place = next;
            }
        }
    }
}
