package dev.deployflux.validator;

import dev.deployflux.watch.RolloutEvents.Progressed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.ecs.model.ServiceDeploymentLifecycleStage;

/**
 * {@link Promise#STAGES_MARKED}. Marks may name stages that the deployment's configuration leaves out. What was skipped
 * must be marked between two stages that have a place in the order. It need not be before the first one, nor in a rollback,
 * whose stages have no order, nor in a feed, which may have told it to somebody else. A feed that has merged progress marks what
 * this subscriber wasn't told, even a stage that is only known because it was observed.
 */
final class StagesMarked implements Rule {

    private static final Set<String> AHEAD = Set.of("PENDING", "IN_PROGRESS");

    @Override
    public void check(Observation observed, BiConsumer<String, String> broken) {
        boolean conflated = observed.listening().conflated();
        observed.forEachRollout((deployment, reports) -> {
            if (!deployment.rollout().equals(TrueRollout.NONE)) {
                new Path(deployment, conflated, broken).check(reports);
            }
        });
    }

    private static final class Path {
        private final TrueDeployment deployment;
        private final TrueStages stages;
        private final boolean conflated;
        private final BiConsumer<String, String> broken;
        private final Set<String> told = new HashSet<>();
        private final Set<String> marked = new HashSet<>();
        private int place = -1;
        private boolean certain;
        private boolean turned;

        Path(TrueDeployment deployment, boolean conflated, BiConsumer<String, String> broken) {
            this.deployment = deployment;
            this.stages = new TrueStages(deployment);
            this.conflated = conflated;
            this.broken = broken;
        }

        void check(List<RolloutReport> reports) {
            for (RolloutReport report : reports) {
                if (report.event() instanceof Progressed progressed) {
                    turned |= !AHEAD.contains(
                            String.valueOf(progressed.deployment().statusAsString()));
                    check(progressed);
                }
            }
        }

        private void check(Progressed progressed) {
            String stage = progressed.progress().stage();
            List<String> marks = progressed.stagesNotObserved().stream()
                    .map(ServiceDeploymentLifecycleStage::toString)
                    .toList();
            if (stage == null || !stages.had(stage)) {
                boolean merged = conflated && marks.stream().allMatch(stages::had);
                if (!marks.isEmpty() && !merged) {
                    broken.accept(deployment.arn(), marks + " are marked before " + stage + ", which has no place");
                }
                marked.addAll(marks);
                certain &= stage == null;
                return;
            }
            int next = stages.next(stage, place);
            if (next < 0) {
                return; // it is out of order, and Ordered says so
            }
            checkMarks(marks, next);
            marked.addAll(marks);
            if (certain && !turned && !conflated) {
                checkUnmarked(next);
            }
            told.add(stage);
            place = next;
            certain = true;
        }

        private void checkMarks(List<String> marks, int next) {
            int last = place < 0 ? -1 : TrueStages.rank(stages.name(place));
            for (String mark : marks) {
                int rank = TrueStages.rank(mark);
                if (conflated && stages.comesBack(mark, stages.name(next))) {
                    continue; // which of the times is meant can't be told
                }
                boolean allowed = TrueStages.canBeMarked(mark) || (conflated && stages.had(mark));
                if (!allowed
                        || rank <= last
                        || rank >= TrueStages.rank(stages.name(next))
                        || (told.contains(mark) && !stages.isBetween(mark, place, next))) {
                    broken.accept(
                            deployment.arn(),
                            mark + " is marked before " + stages.name(next) + ", but told were " + told
                                    + ", and its stages are " + stages);
                }
                last = Math.max(last, rank);
            }
        }

        private void checkUnmarked(int next) {
            for (String skipped : stages.skipped(place, next)) {
                boolean before = TrueStages.rank(skipped) < TrueStages.rank(stages.name(next));
                if (before && TrueStages.canBeMarked(skipped) && !told.contains(skipped) && !marked.contains(skipped)) {
                    broken.accept(
                            deployment.arn(),
                            skipped + " was passed unseen before " + stages.name(next) + ", and isn't marked");
                }
            }
        }
    }
}
